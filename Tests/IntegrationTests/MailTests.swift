import Foundation
import Testing

extension Integration {
    /// Mail against real programs: the scripts of `scripts/bench`, in small.
    @Suite struct `Mail, with everything real` {
        @Test func `nothing is lost when the blog is killed again and again`() async throws {
            let (code, output) = try await Program.run(
                "/usr/bin/python3",
                [
                    Place.repository + "/Benchmarks/kills.py", Place.masthead, "--kills", "10", "--subscriptions",
                    "150",
                ], environment: ["MASTHEAD_THEMES": Place.repository + "/themes"])
            #expect(code == 0, "\(output)")
        }

        @Test(.enabled(if: getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/sbin/postfix")))
        func `a real Postfix takes mails over TLS and the mailbox holds what it should`() async throws {
            let (code, output) = try await Program.run(
                "/usr/bin/python3", [Place.repository + "/Benchmarks/postfix.py", Place.masthead],
                environment: ["MASTHEAD_THEMES": Place.repository + "/themes"])
            #expect(code == 0, "\(output)")
        }
    }
}
