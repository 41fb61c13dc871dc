import Foundation

extension EntryReader {
    /// A declared field, of the kind that was declared; `nil` when it is null, or after complaining.
    mutating func param(_ field: MetadataField, as schema: FieldSchema) -> Param? {
        if field.value.isNull { return nil }
        guard let value = declared(field, schema) else { return nil }
        return Param(key: field.key, value: value)
    }

    private mutating func declared(_ field: MetadataField, _ schema: FieldSchema) -> ParamValue? {
        switch schema.kind {
        case .list: return declaredList(field)
        case .bool: return flag(field).map(ParamValue.flag)
        case .date: return date(field).map(ParamValue.date)
        case .text, .int, .number, .choice: break
        }
        guard let text = text(field) else { return nil }
        switch schema.kind {
        case .int:
            if let number = Int(text) { return .integer(number) }
            note(.error, field.valuePosition, "`\(field.key): \(text)` must be a whole number")
        case .number:
            if let number = Int(text) { return .integer(number) }
            if let number = Double(text), number.isFinite { return .text(text) }
            note(.error, field.valuePosition, "`\(field.key): \(text)` must be a number")
        case .choice:
            if schema.values.contains(text) { return .text(text) }
            let list = schema.values.map { "`\($0)`" }.joined(separator: ", ")
            let meant = Nearest.name(to: text, among: schema.values)
            note(
                .error, field.valuePosition, "`\(field.key): \(text)` is none of \(list)",
                suggestion: meant.map { "did you mean `\($0)`?" })
        case .text, .list, .bool, .date: return .text(text)
        }
        return nil
    }

    /// A list, or one text that stands for a list of one.
    private mutating func declaredList(_ field: MetadataField) -> ParamValue? {
        switch field.value {
        case .scalar: return .list([ParamValue(field.value)])
        case .list(let items): return .list(items.map(ParamValue.init))
        case .table:
            note(.error, field.valuePosition, "`\(field.key)` must be a list", suggestion: "[one, two]")
            return nil
        }
    }

    /// `params: {…}` and `extra: {…}`: the fields inside count as the page's own, so that nobody has to know where they stood.
    mutating func nestedParams(_ field: MetadataField) -> [Param] {
        guard case .table(let fields) = field.value else {
            if !field.value.isNull {
                note(
                    .error, field.valuePosition, "`\(field.key)` must be a group of keys",
                    suggestion: "\(field.key): { rating: 5 }")
            }
            return []
        }
        return fields.compactMap { inner in
            guard let schema = settings.schema.first(where: { $0.name == inner.key }) else {
                return Param(key: inner.key, value: ParamValue(inner.value))
            }
            return param(inner, as: schema)
        }
    }

    // MARK: Aliases and menus

    /// One path, or a list of them.
    mutating func aliases(_ field: MetadataField) -> [SitePath] {
        let written: [MetadataValue]
        switch field.value {
        case _ where field.value.isNull: return []
        case .scalar: written = [field.value]
        case .list(let items): written = items
        case .table:
            note(.error, field.valuePosition, "`\(field.key)` must be a list of paths", suggestion: "[/old/]")
            return []
        }
        return written.compactMap { value in
            guard let text = value.text else {
                note(.error, field.valuePosition, "`\(field.key)` must be a list of paths", suggestion: "[/old/]")
                return nil
            }
            let one = MetadataField(
                key: field.key, value: .scalar(text, isQuoted: true), keyPosition: field.keyPosition,
                valuePosition: field.valuePosition)
            return path(one)
        }
    }

    /// A whole number within bounds.
    mutating func wholeNumber(_ field: MetadataField, _ limits: ClosedRange<Int>) -> Int? {
        guard let text = text(field) else { return nil }
        guard let number = Int(text), limits.contains(number) else {
            note(
                .error, field.valuePosition,
                "`\(field.key): \(text)` must be a whole number from \(limits.lowerBound) to \(limits.upperBound)")
            return nil
        }
        return number
    }

    /// `main`, `[main, footer]`, or `{ main: { weight: 10, title: … , parent: … } }`.
    mutating func menus(_ field: MetadataField) -> [MenuPlace] {
        switch field.value {
        case _ where field.value.isNull: return []
        case .scalar(let name, _): return [MenuPlace(menu: name)]
        case .list(let items):
            return items.compactMap { item in item.text.map { MenuPlace(menu: $0) } }
        case .table(let menus):
            var places: [MenuPlace] = []
            for menu in menus {
                if case .table(let fields) = menu.value {
                    places.append(menuPlace(menu.key, fields))
                } else if menu.value.isNull {
                    places.append(MenuPlace(menu: menu.key))
                } else {
                    note(
                        .error, menu.valuePosition, "a menu's entry is a group of keys",
                        suggestion: "\(field.key): { \(menu.key): { weight: 10 } }")
                }
            }
            return places
        }
    }

    private mutating func menuPlace(_ menu: String, _ fields: [MetadataField]) -> MenuPlace {
        var place = MenuPlace(menu: menu)
        for field in fields {
            switch field.key {
            case "weight": place.weight = wholeNumber(field, -1_000_000...1_000_000)
            case "title", "name": place.title = oneLine(field)
            case "parent": place.parent = oneLine(field)
            default:
                let meant = Nearest.name(to: field.key, among: ["weight", "title", "parent"])
                note(
                    .warning, field.keyPosition, "a menu's entry has no `\(field.key)`",
                    suggestion: meant.map { "did you mean `\($0)`?" })
            }
        }
        return place
    }
}
