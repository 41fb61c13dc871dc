import Foundation

/// A domain with letters of any script in the form that DNS and SMTP know; `nil` for what can't be one.
///
/// Labels are folded (NFKC, lower case), may hold letters, marks and digits alone, and are written in Punycode
/// (RFC 3492) behind `xn--`. Stricter than UTS 46: no symbols, no invisible joiners, nothing that is only drawn alike by
/// rule of exception. `ß` and `ς` are letters of their own, as in IDNA 2008.
func asciiDomain(_ domain: String) -> String? {
    let folded = domain.precomposedStringWithCompatibilityMapping.lowercased().precomposedStringWithCompatibilityMapping
    var labels: [String] = []
    for label in folded.split(separator: ".", omittingEmptySubsequences: false) {
        if label.utf8.allSatisfy({ $0 < 0x80 }) {
            labels.append(String(label))
            continue
        }
        let scalars = Array(label.unicodeScalars)
        guard let first = scalars.first, !isMark(first), !label.hasPrefix("-"), !label.hasSuffix("-"),
            // A hyphen in third and fourth place is for encoded labels alone.
            scalars.count < 4 || scalars[2] != "-" || scalars[3] != "-",
            scalars.allSatisfy({ $0 == "-" || isLabelScalar($0) })
        else { return nil }
        labels.append("xn--" + punycode(scalars))
    }
    return labels.joined(separator: ".")
}

private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    case _: false
    }
}

private func isLabelScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: true
    case _: false
    }
}

/// RFC 3492 §6.3.
private func punycode(_ input: [Unicode.Scalar]) -> String {
    var output = input.filter(\.isASCII).map(Character.init)
    let basic = output.count
    if basic > 0 { output.append("-") }
    var (limit, delta, bias, handled) = (UInt32(128), 0, 72, basic)
    while handled < input.count {
        let next = input.map(\.value).filter { $0 >= limit }.min() ?? limit
        delta += Int(next - limit) * (handled + 1)
        limit = next
        for scalar in input {
            if scalar.value < limit { delta += 1 }
            guard scalar.value == limit else { continue }
            var rest = delta
            var step = 36
            while true {
                let threshold = step <= bias ? 1 : step >= bias + 26 ? 26 : step - bias
                if rest < threshold { break }
                output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
                rest = (rest - threshold) / (36 - threshold)
                step += 36
            }
            output.append(digit(rest))
            bias = adapted(delta, handled + 1, isFirst: handled == basic)
            delta = 0
            handled += 1
        }
        delta += 1
        limit += 1
    }
    return String(output)
}

private func digit(_ value: Int) -> Character {
    Character(Unicode.Scalar(UInt8(value < 26 ? 0x61 + value : 0x16 + value)))
}

/// RFC 3492 §6.1.
private func adapted(_ delta: Int, _ points: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / points
    var steps = 0
    while delta > 455 {
        delta /= 35
        steps += 36
    }
    return steps + 36 * delta / (delta + 38)
}
