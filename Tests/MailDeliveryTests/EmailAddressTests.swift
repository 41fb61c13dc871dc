import MailDelivery
import Testing

@Suite struct `Addresses` {
    @Test(arguments: [
        ("jane@example.com", "jane@example.com", "jane@example.com"),
        ("  Jane.Doe+news@Example.COM ", "jane.doe+news@example.com", "janedoe@example.com"),
        ("o'neil!#$%&*+-/=?^_`{|}~@x.example", "o'neil!#$%&*+-/=?^_`{|}~@x.example", "o'neil!#$%&*@x.example"),
        ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
        ("a@1.2.3.example", "a@1.2.3.example", "a@1.2.3.example"),
    ])
    func `have an identity and a key for limits`(_ text: String, _ identity: String, _ rate: String) throws {
        let address = try EmailAddress(text)
        #expect(address.identityKey == identity)
        #expect(address.rateKey == rate)
        #expect(address.description == text.trimmingPrefix("  ").split(separator: " ").first.map(String.init))
    }

    @Test(arguments: [
        ("", EmailAddress.Problem.empty), ("   ", .empty), ("jane", .noAt), ("@example.com", .local),
        ("jane@", .domain), ("jane@localhost", .domain), ("jane@example.", .domain), ("jane@.example", .domain),
        ("jane@exa mple.com", .controlCharacters), ("jane doe@example.com", .controlCharacters),
        ("jane@example.com\r\nBcc: all@example.com", .controlCharacters), ("jane\0@example.com", .controlCharacters),
        ("jane@example.com\u{7F}", .controlCharacters), ("<jane@example.com>", .controlCharacters),
        (".jane@example.com", .local), ("jane.@example.com", .local), ("ja..ne@example.com", .local),
        ("\"jane\"@example.com", .local), ("jane(home)@example.com", .local), ("a@b@example.com", .local),
        ("jane,joe@example.com", .local), ("jane@[192.0.2.1]", .domain), ("jane@192.0.2.1", .domain),
        ("jane@-example.com", .domain), ("jane@example-.com", .domain), ("jane@exam_ple.com", .domain),
        ("jane@💌.example", .domain), ("jane@a\u{200D}é.example", .domain), ("jane@\u{301}e.example", .domain),
        ("jane@-é.example", .domain), ("ja\u{202E}ne@example.com", .local), ("jane💌@example.com", .local),
        ("\(String(repeating: "a", count: 65))@example.com", .localTooLong),
        ("jane@\(String(repeating: "a", count: 64)).com", .domain),
        ("jane@\(String(repeating: "abcdefg.", count: 32))com", .tooLong),
    ])
    func `are refused with the reason`(_ text: String, _ problem: EmailAddress.Problem) {
        #expect(throws: problem) { try EmailAddress(text) }
        #expect(!problem.description.isEmpty)
    }

    @Test(arguments: [
        ("jane@Bücher.example", "jane@xn--bcher-kva.example", true), ("a@例え.jp", "a@xn--r8jz45g.jp", true),
        ("a@straße.de", "a@xn--strae-oqa.de", true), ("a@bu\u{308}cher.example", "a@xn--bcher-kva.example", true),
        ("a@ΑΒΓ.example", "a@xn--mxacd.example", true), ("jané@é.example", "jané@xn--9ca.example", false),
        ("jane\u{301}@é.example", "jané@xn--9ca.example", false), ("用户@例え.jp", "用户@xn--r8jz45g.jp", false),
    ])
    func `of any script have one form on the wire`(_ text: String, _ wire: String, _ isASCII: Bool) throws {
        let address = try EmailAddress(text)
        #expect(address.wire == wire)
        #expect(address.isASCII == isASCII)
        #expect(address.identityKey == wire)
        #expect(address.description == text)
    }

    @Test(arguments: [
        ("jane@example.com", "j***@example.com"), ("j@example.com", "j***@example.com"), ("@example.com", "***"),
        ("nonsense", "***"), ("", "***"), ("a@b@example.com", "a***@example.com"),
    ])
    func `are masked for logs and lists`(_ text: String, _ expected: String) { #expect(masked(text) == expected) }

    @Test(
        arguments: [
            ("hello@blog.example", nil, "hello@blog.example"),
            ("Field Notes <hello@blog.example>", "Field Notes", "hello@blog.example"),
            ("\"Notes, \\\"Field\\\"\" <hello@blog.example>", "Notes, \"Field\"", "hello@blog.example"),
            ("Feld-Notizen é <hello@blog.example> ", "Feld-Notizen é", "hello@blog.example"),
            ("<hello@blog.example>", nil, "hello@blog.example"),
        ] as [(String, String?, String)])
    func `may come with a name`(_ text: String, _ name: String?, _ address: String) throws {
        let mailbox = try Mailbox(parsing: text)
        #expect(mailbox.name == name)
        #expect(mailbox.address.description == address)
    }

    @Test(arguments: [
        "", "Field Notes", "Field Notes <>", "A <a@b.example> x", "A <a@b.example", "A <a@b.example>, B <b@b.example>",
    ])
    func `make no mailbox when they are none`(_ text: String) {
        #expect(throws: EmailAddress.Problem.self) { try Mailbox(parsing: text) }
    }
}
