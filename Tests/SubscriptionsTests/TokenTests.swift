import Foundation
import Jobs
import Subscriptions
import Testing

@Suite struct `Tokens` {
    private let start = Date(timeIntervalSince1970: 1_795_460_400)
    private let old = TokenKey(id: "k1", secret: Array(repeating: 1, count: 32))
    private let new = TokenKey(id: "k2", secret: Array(repeating: 2, count: 32))
    private let person = ULID(milliseconds: 1_795_460_400_000, chance: 99)

    private func mint() throws -> TokenMint { TokenMint(current: try #require(old)) }

    private func token(_ purpose: TokenPurpose = .confirm, life: Int? = 60) -> SubscriptionToken {
        SubscriptionToken(
            purpose: purpose, subscriber: person, epoch: 3, expires: life.map { start.adding(.seconds($0)) })
    }

    @Test func `say what they were issued for, in the alphabet of URLs`() throws {
        let text = try mint().issue(token())
        #expect(text.hasPrefix("v1.k1."))
        #expect((40...200).contains(text.utf8.count))
        #expect(
            text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2D, 0x2E, 0x5F].contains(byte)
            })
        #expect(try mint().read(text, for: .confirm, at: start) == .valid(token()))
    }

    @Test(arguments: [(59, false), (60, true), (61, true)])
    func `expire to the second`(_ seconds: Int, _ isExpired: Bool) throws {
        let reading = try mint().read(mint().issue(token()), for: .confirm, at: start.adding(.seconds(seconds)))
        #expect(reading == (isExpired ? .expired(token()) : .valid(token())))
    }

    @Test func `to unsubscribe never expire`() throws {
        let text = try mint().issue(token(.unsubscribe, life: nil))
        let inYears = start.adding(.seconds(20 * 365 * 86_400))
        #expect(try mint().read(text, for: .unsubscribe, at: inYears) == .valid(token(.unsubscribe, life: nil)))
    }

    @Test func `for one purpose serve no other`() throws {
        #expect(try mint().read(mint().issue(token(.unsubscribe)), for: .confirm, at: start) == .unknown)
        #expect(try mint().read(mint().issue(token(.confirm)), for: .unsubscribe, at: start) == .unknown)
    }

    @Test func `changed in any one character are worth nothing`() throws {
        let text = Array(try mint().issue(token()).utf8)
        for index in text.indices {
            for other in Array("Aa0-_.zB".utf8) where other != text[index] {
                var changed = text
                changed[index] = other
                let reading = try mint().read(String(decoding: changed, as: UTF8.self), for: .confirm, at: start)
                #expect(reading == .unknown, "at \(index)")
            }
        }
    }

    @Test(arguments: [
        "", ".", "...", "v1...", "v1.k1..", "v1.k1.YQ.YQ", "v2.k1.YQ.YQ", String(repeating: "a", count: 5000),
        "v1.k1.ä.ä", "v1.k9.YQ.YQ",
    ])
    func `that nobody issued are unknown`(_ text: String) throws {
        #expect(try mint().read(text, for: .confirm, at: start) == .unknown)
    }

    @Test func `cut short or glued together are unknown`() throws {
        let text = try mint().issue(token())
        for length in 0..<text.count {
            #expect(try mint().read(String(text.prefix(length)), for: .confirm, at: start) == .unknown)
        }
        #expect(try mint().read(text + text, for: .confirm, at: start) == .unknown)
        #expect(try mint().read(text + "=", for: .confirm, at: start) == .unknown)
    }

    @Test func `signed by an earlier key work until the key is forgotten`() throws {
        let (old, new) = (try #require(old), try #require(new))
        let text = TokenMint(current: old).issue(token())
        let rotated = TokenMint(current: new, previous: [old])
        #expect(rotated.read(text, for: .confirm, at: start) == .valid(token()))
        #expect(rotated.issue(token()).hasPrefix("v1.k2."))
        #expect(TokenMint(current: new).read(text, for: .confirm, at: start) == .unknown)
        let impostor = try #require(TokenKey(id: "k1", secret: Array(repeating: 9, count: 32)))
        #expect(TokenMint(current: impostor).read(text, for: .confirm, at: start) == .unknown)
    }

    @Test(arguments: [("", 32), ("K1", 32), ("k.1", 32), ("k1", 31), (String(repeating: "k", count: 17), 32)])
    func `are signed by sound keys only`(_ id: String, _ length: Int) {
        #expect(TokenKey(id: id, secret: Array(repeating: 1, count: length)) == nil)
    }
}
