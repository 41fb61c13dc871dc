package import HTTPSemantics

/// Which parts of a query make no difference to a response (No-Vary-Search, draft-ietf-httpbis-no-vary-search).
///
/// Two addresses that differ in nothing else are answered by the same stored response.
package struct NoVarySearch: Hashable, Sendable {
    /// The parameters that make no difference.
    package enum Ignored: Hashable, Sendable {
        case only(Set<String>)
        case allExcept(Set<String>)
    }

    /// Whether the order of parameters with different names makes none either.
    package let ignoresOrder: Bool
    package let ignored: Ignored

    /// What a response says; `nil` where it says nothing, nothing readable, or nothing but the usual.
    ///
    /// A fault anywhere makes the whole field as good as absent: to ignore too much would mix up pages.
    package init?(of fields: Fields) {
        guard let value = fields.combined("no-vary-search"), let dictionary = StructuredDictionary(value.text) else {
            return nil
        }
        var order = false
        var params = Ignored.only([])
        var except: Set<String>?
        for (key, member) in dictionary.members {
            switch (key, member) {
            case ("key-order", .boolean(let flag)): order = flag
            case ("params", .boolean(let flag)): params = flag ? .allExcept([]) : .only([])
            case ("params", .strings(let names)): params = .only(Set(names))
            case ("except", .strings(let names)): except = Set(names)
            case ("key-order", _), ("params", _), ("except", _): return nil
            case _: break
            }
        }
        if let except {
            guard params == .allExcept([]) else { return nil }
            params = .allExcept(except)
        }
        guard order || params != .only([]) else { return nil }
        ignoresOrder = order
        ignored = params
    }

    /// One spelling for all targets that are as good as this one: names and values decoded, what makes no difference
    /// left out. It is for comparing, not for sending.
    package func folding(_ target: String) -> String {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target + "?" }
        var parameters = target[target.index(after: mark)...].split(separator: "&").map(Self.decoded)
            .filter { counts($0.name) }
        if ignoresOrder { parameters = Self.sortedByName(parameters) }
        let folded = parameters.map { Self.quoted($0.name) + "=" + Self.quoted($0.value) }
        return target[..<mark] + "?" + folded.joined(separator: "&")
    }

    private func counts(_ name: [UInt8]) -> Bool {
        let name = String(decoding: name, as: UTF8.self)
        switch ignored {
        case .only(let names): return !names.contains(name)
        case .allExcept(let names): return names.contains(name)
        }
    }

    /// Parameters of one name keep their order: it may mean something.
    private static func sortedByName(_ parameters: [(name: [UInt8], value: [UInt8])]) -> [(
        name: [UInt8], value: [UInt8]
    )] {
        parameters.enumerated().sorted { one, other in
            one.element.name == other.element.name
                ? one.offset < other.offset : one.element.name.lexicographicallyPrecedes(other.element.name)
        }.map(\.element)
    }

    /// As a form is read: `+` is a blank, `%XX` a byte, a `%` before anything else itself.
    private static func decoded(_ parameter: Substring) -> (name: [UInt8], value: [UInt8]) {
        let bytes = Array(parameter.utf8)
        let equals = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.endIndex
        return (unescaped(bytes[..<equals]), unescaped(bytes[min(equals + 1, bytes.endIndex)...]))
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): text.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.first.flatMap(hexadecimal), let low = rest.dropFirst().first.flatMap(hexadecimal)
                else {
                    text.append(byte)
                    continue
                }
                text.append(high << 4 | low)
                rest = rest.dropFirst(2)
            case _: text.append(byte)
            }
        }
        return text
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case _: nil
        }
    }

    /// Spelled so that no two different names or values look alike.
    private static func quoted(_ bytes: [UInt8]) -> String {
        bytes.reduce(into: "") { text, byte in
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            text += isPlain ? String(Unicode.Scalar(byte)) : "%" + String(256 + Int(byte), radix: 16).dropFirst()
        }
    }
}

extension NoVarySearch: CustomStringConvertible {
    /// The same for the same rule.
    package var description: String {
        let names: String =
            switch ignored {
            case .only(let names): names.sorted().joined(separator: " ")
            case .allExcept(let names): "* " + names.sorted().joined(separator: " ")
            }
        return (ignoresOrder ? "key-order " : "") + names
    }
}
