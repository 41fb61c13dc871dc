package import Foundation
import Synchronization

/// A name that is never reused and sorts by the moment it was given: 48 bits of milliseconds, 80 bits of chance.
///
/// Written as 26 characters of Crockford's base 32 (ULID specification), upper case. Operators paste these into
/// commands, so a short reused number, as Postfix has, could drop the wrong mail.
package struct ULID: Hashable, Comparable, Sendable, LosslessStringConvertible {
    private let value: UInt128

    /// - Parameters:
    ///   - milliseconds: Since 1970; only the low 48 bits count.
    ///   - chance: Only the low 80 bits count.
    package init(milliseconds: UInt64, chance: UInt128) {
        value = UInt128(milliseconds & 0xFFFF_FFFF_FFFF) << 80 | chance & Self.chanceMask
    }

    /// Reads the 26 characters back, in either case; anything else, or a value past 128 bits, is `nil`.
    package init?(_ description: String) {
        guard description.utf8.count == 26 else { return nil }
        var value: UInt128 = 0
        for (index, byte) in description.utf8.enumerated() {
            let upper = byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte
            guard let digit = Self.alphabet.firstIndex(of: upper), index > 0 || digit < 8 else { return nil }
            value = value << 5 | UInt128(digit)
        }
        self.value = value
    }

    private init(value: UInt128) { self.value = value }

    package var description: String {
        var characters = [UInt8](repeating: 0, count: 26)
        var rest = value
        for index in characters.indices.reversed() {
            characters[index] = Self.alphabet[Int(rest & 31)]
            rest >>= 5
        }
        return String(decoding: characters, as: UTF8.self)
    }

    package var milliseconds: UInt64 { UInt64(value >> 80) }

    /// When the name was given, to the millisecond.
    package var created: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    package static func < (left: ULID, right: ULID) -> Bool { left.value < right.value }

    /// The next larger name; `nil` after the very last one.
    fileprivate var successor: ULID? {
        let (next, overflow) = value.addingReportingOverflow(1)
        return overflow ? nil : ULID(value: next)
    }

    private static let chanceMask: UInt128 = (1 << 80) - 1
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
}

extension ULID: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ULID(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a ULID"))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Gives out ULIDs that grow within this process, even when the clock stands still or steps back.
package final class ULIDGenerator: Sendable {
    private let last = Mutex<ULID?>(nil)
    private let chance: @Sendable () -> UInt64

    package init(chance: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }) {
        self.chance = chance
    }

    package func next(at now: Date) -> ULID {
        let milliseconds = UInt64(max(0, (now.timeIntervalSince1970 * 1000).rounded(.down)))
        return last.withLock { last in
            let id =
                if let previous = last, previous.milliseconds >= milliseconds, let successor = previous.successor {
                    successor
                } else {
                    ULID(milliseconds: milliseconds, chance: UInt128(chance()) << 64 | UInt128(chance()))
                }
            last = id
            return id
        }
    }
}
