import Foundation
import HTTPSemantics
import Testing

/// TLS and origin access through the program, as an operator sets them up.
extension Integration {
    @Suite struct `Readable through the edge alone` {
        private static let certificates = Place.repository + "/Tests/EdgeProxyTests/Certificates"

        @Test func `the origin refuses everybody but the edge, which serves the site`() async throws {
            let site = try await RunningSite.start(access: "edge")
            do {
                #expect(try await Web.get(site.originPort, "/").status == 403)
                #expect(try await Web.get(site.originPort, "/api/v1/posts").status == 403)
                #expect(try await Web.get(site.originPort, "/api/v1/health").status == 200)
                for _ in 0..<2 { #expect(try await Web.get(site.port, "/").status == 200) }
                #expect(try await Web.get(site.port, "/api/v1/posts").status == 200)
                let key = site.folder + "/.masthead/keys/edge"
                let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
                #expect(mode == 0o600)
                // An edge in a process of its own has the same key; one without the site has none.
                let port = try await Web.freePort()
                let edge = try Program(
                    Place.masthead, ["edge", "--site", site.folder, "--listen", "127.0.0.1:\(port)", "--log", "off"])
                _ = try await edge.line { $0.hasPrefix("edge: http://") }
                #expect(try await Web.get(port, "/").status == 200)
                #expect(edge.stop() == 0)
            } catch {
                _ = site.stop()
                throw error
            }
            #expect(site.stop() == 0)
        }

        @Test func `a key that isn't the certificate's is refused at the start, and by the check`() async throws {
            let one = Self.certificates + "/one.pem"
            let key = Self.certificates + "/two.key"
            let flags = ["--tls-listen", "127.0.0.1:0", "--tls-certificate", one, "--tls-key", key]
            let edge = try await Program.run(
                Place.masthead, ["edge", "--origin", "http://127.0.0.1:9", "--listen", "127.0.0.1:0"] + flags)
            #expect(edge.code == 2)
            #expect(edge.output == "\(key): is not the key of the first certificate in \(one)")
            let partial = try await Program.run(
                Place.masthead, ["edge", "--origin", "http://127.0.0.1:9", "--tls-listen", "127.0.0.1:0"])
            #expect(partial.code == 2 && partial.output.contains("go together"))
            let folder = FileManager.default.temporaryDirectory.path + "/masthead-tls-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            func check(_ certificate: String, _ key: String) async throws -> (code: Int32, output: String) {
                try """
                site: { title: T, url: "https://one.example" }
                edge: { tls: { certificates: [{ certificate: "\(certificate)", key: "\(key)" }] } }
                origin: { access: edge }
                """.write(toFile: folder + "/masthead.yaml", atomically: true, encoding: .utf8)
                return try await Program.run(Place.masthead, ["config", "check", "--site", folder])
            }
            let mismatch = try await check(one, key)
            #expect(mismatch.code == 2 && mismatch.output.contains("is not the key"))
            let expired = try await check(Self.certificates + "/expired.pem", Self.certificates + "/expired.key")
            #expect(expired.code == 0 && expired.output.contains("warning: ") && expired.output.contains("has expired"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/.masthead"), "a check makes no keys")
        }
    }
}
