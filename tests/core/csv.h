#pragma once
// Reader of the oracle tables: comma-separated, one header line, no quoting; an empty field means "not applicable".

#include "tests/paths.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace halfstep::testing {

class Table {
public:
    class Row {
    public:
        Row(const Table& table, const std::vector<std::string>& fields) : table_(&table), fields_(&fields) {}

        const std::string& text(const std::string& column) const { return fields_->at(table_->column(column)); }
        bool has(const std::string& column) const { return !text(column).empty(); }
        double number(const std::string& column) const {
            const std::string& field = text(column);
            char* end = nullptr;
            const double value = std::strtod(field.c_str(), &end);
            if (field.empty() || *end != '\0') {
                throw std::runtime_error(table_->name_ + ": \"" + field + "\" in column " + column + " is no number");
            }
            return value;
        }
        int integer(const std::string& column) const { return static_cast<int>(number(column)); }

    private:
        const Table* table_;
        const std::vector<std::string>* fields_;
    };

    explicit Table(const std::string& name, const std::string& folder = oracles_folder()) : name_(name) {
        std::ifstream in(folder + "/" + name);
        if (!in) {
            throw std::runtime_error("cannot read the oracle " + folder + "/" + name);
        }
        std::string line;
        std::getline(in, line);
        const std::vector<std::string> header = split(line);
        for (std::size_t i = 0; i < header.size(); ++i) {
            columns_[header[i]] = i;
        }
        while (std::getline(in, line)) {
            if (line.empty()) {
                continue;
            }
            fields_.push_back(split(line));
            if (fields_.back().size() != header.size()) {
                throw std::runtime_error(name + ": ragged line: " + line);
            }
        }
        if (fields_.empty()) {
            throw std::runtime_error(name + " has no rows");
        }
        for (const auto& fields : fields_) {
            rows_.emplace_back(*this, fields);
        }
    }
    Table(const Table&) = delete; // the rows point into it
    Table& operator=(const Table&) = delete;

    auto begin() const { return rows_.begin(); }
    auto end() const { return rows_.end(); }
    std::size_t size() const { return rows_.size(); }

private:
    static std::vector<std::string> split(std::string line) {
        if (!line.empty() && line.back() == '\r') {
            line.pop_back();
        }
        std::vector<std::string> fields(1);
        for (const char c : line) {
            if (c == ',') {
                fields.emplace_back();
            } else {
                fields.back() += c;
            }
        }
        return fields;
    }
    std::size_t column(const std::string& name) const {
        const auto found = columns_.find(name);
        if (found == columns_.end()) {
            throw std::runtime_error(name_ + " has no column " + name);
        }
        return found->second;
    }

    std::string name_;
    std::map<std::string, std::size_t> columns_;
    std::vector<std::vector<std::string>> fields_;
    std::vector<Row> rows_;
};

} // namespace halfstep::testing
