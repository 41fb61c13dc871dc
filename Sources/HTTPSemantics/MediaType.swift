/// What kind of data a representation is (RFC 9110 §8.3.1).
package struct MediaType: Hashable, Sendable {
    /// In lower case, as are `subtype` and the names of parameters.
    package let type: String
    package let subtype: String
    /// In order, their values unquoted.
    package let parameters: [Parameter]

    package struct Parameter: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    /// The media type that `text` spells; `nil` when it, or any of its parameters, is malformed.
    package init?(_ text: some StringProtocol) {
        let parts = elements(of: ArraySlice(FieldValue(text).bytes), separatedBy: UInt8(ascii: ";"))
        let names = parts[0].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard names.count == 2, names.allSatisfy({ isToken($0) }) else { return nil }
        var parameters: [Parameter] = []
        for part in parts.dropFirst() where !part.isEmpty {
            guard let parameter = Self.parameter(part) else { return nil }
            parameters.append(parameter)
        }
        self.init(
            type: String(decoding: names[0].map(lowerCased), as: UTF8.self),
            subtype: String(decoding: names[1].map(lowerCased), as: UTF8.self), parameters: parameters)
    }

    package init?(_ value: FieldValue) { self.init(value.text) }

    init(type: String, subtype: String, parameters: [Parameter]) {
        self.type = type
        self.subtype = subtype
        self.parameters = parameters
    }

    /// `type/subtype`, without parameters.
    package var essence: String { "\(type)/\(subtype)" }

    /// The value of the first parameter of that name.
    package subscript(parameter name: String) -> String? {
        let name = name.lowercased()
        return parameters.first { $0.name == name }?.value
    }

    /// Whether it is text in some markup, script or data language: worth compressing, and read by people or parsers.
    package var isTextual: Bool {
        if type == "text" || subtype.hasSuffix("+xml") || subtype.hasSuffix("+json") { return true }
        return ["application/json", "application/javascript", "application/xml", "application/wasm"].contains(essence)
    }

    private static func parameter(_ part: ArraySlice<UInt8>) -> Parameter? {
        guard let equals = part.firstIndex(of: UInt8(ascii: "=")), isToken(part[..<equals]) else { return nil }
        let written = part[(equals + 1)...]
        guard let value = isToken(written) ? Array(written) : unquoted(written) else { return nil }
        return Parameter(
            name: String(decoding: part[..<equals].map(lowerCased), as: UTF8.self), value: FieldValue(value).text)
    }
}

extension MediaType: CustomStringConvertible {
    /// The field value; parameter values are quoted where they must be.
    package var description: String {
        parameters.reduce(into: essence) { text, parameter in
            text += "; \(parameter.name)="
            if isToken(parameter.value.utf8) {
                text += parameter.value
            } else {
                let escaped = parameter.value.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
                text += "\"" + String(escaped) + "\""
            }
        }
    }
}
