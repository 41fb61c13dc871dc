/// Text made fit for a URL or an id: lower case, letters and digits of any script, one hyphen between words.
package enum Slug {
    /// `"What’s new in Straße?"` becomes `"whats-new-in-straße"`; text without letters and digits becomes `""`.
    package static func make(_ text: String) -> String {
        var slug = String.UnicodeScalarView()
        var wordEnded = false
        for scalar in text.lowercased().unicodeScalars {
            if isKept(scalar) {
                if wordEnded && !slug.isEmpty { slug.append("-") }
                wordEnded = false
                slug.append(scalar)
            } else if !isApostrophe(scalar) {
                wordEnded = true
            }
        }
        return String(slug)
    }

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "0"..."9", "_": return true
            default: return false
            }
        }
        let properties = scalar.properties
        if properties.isAlphabetic || properties.numericType != nil { return true }
        return switch properties.generalCategory {
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }

    /// `don't` is one word.
    private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "'" || scalar == "\u{2019}" || scalar == "\u{2018}"
    }
}

/// Hands out ids that differ from each other within one document.
struct UniqueIdentifiers {
    private(set) var taken: Set<String>

    init(taken: Set<String>) {
        self.taken = taken
    }

    mutating func take(_ wish: String) -> String {
        let wish = wish.isEmpty ? "section" : wish
        var candidate = wish
        var number = 1
        while !taken.insert(candidate).inserted {
            candidate = "\(wish)-\(number)"
            number += 1
        }
        return candidate
    }
}
