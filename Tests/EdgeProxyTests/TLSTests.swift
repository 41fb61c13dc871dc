import EdgeProxy
import Foundation
import NIOCore
import NIOSSL
import TestSupport
import Testing

private func secured(_ certificates: CertificateStore, redirectingTo port: Int? = nil) -> (inout EdgeConfiguration) ->
    Void
{
    { configuration in
        configuration.tls = EdgeTLS(host: "127.0.0.1", port: 0, certificates: certificates)
        configuration.tls?.redirectPort = port
    }
}

/// Answers every path with itself and the scheme it was told of, fresh for an hour.
private let echo: ScriptedOrigin.Script = { request in
    answer(200, "Cache-Control: max-age=3600", body: "\(request["x-forwarded-proto"] ?? "-") \(request.target)")
}

/// Which certificate answers to a name.
struct NameCase: Sendable, CustomTestStringConvertible {
    let name: String?
    let certificate: String
    var testDescription: String { name ?? "no name" }

    static let all: [NameCase] = [
        .init(name: "one.example", certificate: "one"), .init(name: "two.example", certificate: "two"),
        .init(name: "TWO.Example", certificate: "two"), .init(name: "www.two.example", certificate: "two"),
        .init(name: "a.www.two.example", certificate: "one"), .init(name: "xtwo.example", certificate: "one"),
        .init(name: "somebody.else", certificate: "one"), .init(name: nil, certificate: "one"),
    ]
}

@Suite(.timeLimit(.minutes(3))) struct `TLS for readers` {
    @Test(arguments: NameCase.all)
    func `the host that the handshake names picks the certificate`(_ row: NameCase) async throws {
        try await EdgeUnderTest.run(secured(try TestCertificates.store("one", "two")), script: echo) { edge in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .file(TestCertificates.path("authority.pem"))
            // Names that no certificate has are shown the first one, which is then for somebody else.
            configuration.certificateVerification = .noHostnameVerification
            let context = try NIOSSLContext(configuration: configuration)
            let client = try await edge.client(port: edge.server.tlsPort ?? 0) { channel in
                try channel.pipeline.syncOperations.addHandler(
                    NIOSSLClientHandler(context: context, serverHostname: row.name))
            }
            #expect(try await client.exchange(request("/a")).text == "https /a")
            let expected = try NIOSSLCertificate.fromPEMFile(TestCertificates.path("\(row.certificate).pem"))
            #expect(try await TestTLS.shown(to: client) == expected.first)
        }
    }

    @Test func `both listeners serve at once, and neither answers with what the other stored`() async throws {
        try await EdgeUnderTest.run(secured(try TestCertificates.store("one")), script: echo) { edge in
            #expect(try await edge.get("/a").text == "http /a")
            let secure = try await edge.secureClient()
            #expect(try await secure.exchange(request("/a")).text == "https /a")
            // Twice more each: from storage, then from the express lane.
            let plain = try await edge.client()
            for _ in 0..<2 {
                #expect(try await plain.exchange(request("/a")).text == "http /a")
                #expect(try await secure.exchange(request("/a")).text == "https /a")
            }
            #expect(await edge.server.counters().expressHits == 2)
            #expect(edge.origin.requests.count == 2)
            edge.server.purge(.url(authority: "h", target: "/a"))
            #expect(try await plain.exchange(request("/a")).cacheStatus.contains("fwd="))
            #expect(try await secure.exchange(request("/a")).cacheStatus.contains("fwd="))
        }
    }

    @Test func `a large body arrives whole, however slowly it is taken`() async throws {
        let body = String(repeating: "0123456789abcdef", count: 1 << 18)
        let script: ScriptedOrigin.Script = { _ in answer(200, "Cache-Control: max-age=60", body: body) }
        try await EdgeUnderTest.run(secured(try TestCertificates.store("one")), script: script) { edge async throws in
            for _ in 0..<2 { #expect(try await edge.getSecurely("/large").body == Array(body.utf8)) }
            #expect(edge.origin.requests.count == 1)
        }
    }

    @Test func `TLS 1.2 is enough, TLS 1.1 is not, and 1.3 can be asked for`() async throws {
        let certificates = try TestCertificates.store("one")
        try await EdgeUnderTest.run(secured(certificates), script: echo) { edge in
            #expect(try await edge.secureClient(upTo: .tlsv12).exchange(request("/a")).status == 200)
            let old = try await edge.secureClient(upTo: .tlsv11)
            #expect(try await old.connection.takeRest().isEmpty)
        }
        try await EdgeUnderTest.run(
            {
                secured(certificates)(&$0)
                $0.tls?.minimum = .tls13
            }, script: echo
        ) { edge in
            let old = try await edge.secureClient(upTo: .tlsv12)
            #expect(try await old.connection.takeRest().isEmpty)
            #expect(try await edge.getSecurely("/a").status == 200)
        }
    }

    @Test func `a handshake has as long as a request head`() async throws {
        try await EdgeUnderTest.run(secured(try TestCertificates.store("one"))) { edge in
            let client = try await edge.client(port: edge.server.tlsPort ?? 0) { _ in }
            // The beginning of a record, of which nothing more comes.
            try await client.send([0x16, 0x03, 0x01, 0x02, 0x00])
            await edge.server.advanceClocks(bySeconds: 16)
            #expect(try await client.connection.takeRest().isEmpty)
        }
    }

    @Test func `plain HTTP at the TLS port gets no answer`() async throws {
        try await EdgeUnderTest.run(secured(try TestCertificates.store("one")), script: echo) { edge in
            let client = try await edge.client(port: edge.server.tlsPort ?? 0) { _ in }
            try await client.send(request("/a"))
            let rest = try await client.connection.takeRest()
            #expect(!String(decoding: rest, as: UTF8.self).contains("HTTP/1.1"))
            #expect(edge.origin.requests.isEmpty)
        }
    }

    @Test func `an upload that ends without TLS's word for it is not passed on as whole`() async throws {
        try await EdgeUnderTest.run(secured(try TestCertificates.store("one"))) { edge in
            let client = try await edge.secureClient()
            try await client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            let upload = try await edge.origin.request()
            try await upload.connection.wait { bytes, _ in bytes.count >= 8 }
            // The connection's own end, past the handler that would say goodbye.
            let channel = client.connection.channel
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self).close(promise: nil)
            }.get()
            let sent = try await upload.connection.takeRest()
            #expect(!String(decoding: sent, as: UTF8.self).hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func `an answer that breaks off ends without TLS's word that it was all`() async throws {
        try await EdgeUnderTest.run(secured(try TestCertificates.store("one"))) { edge in
            let client = try await edge.secureClient()
            // To HTTP/1.0 the end of the connection is the end of the body: nothing else could tell.
            try await client.send("GET /a HTTP/1.0\r\nHost: h\r\n\r\n")
            let asked = try await edge.origin.request()
            try await asked.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            try await client.connection.wait { bytes, _ in bytes.suffix(3).elementsEqual("abc".utf8) }
            await asked.hangUp()
            _ = try await client.connection.takeRest()
            #expect(client.connection.fault?.contains("uncleanShutdown") == true)
        }
    }

    @Test func `plain requests are sent on to TLS where that is asked for`() async throws {
        let certificates = try TestCertificates.store("one")
        try await EdgeUnderTest.run(secured(certificates, redirectingTo: 8443), script: echo) { edge in
            let client = try await edge.client()
            let moved = try await client.exchange("GET /a?b=c HTTP/1.1\r\nHost: One.example:8080\r\n\r\n")
            #expect(moved.status == 301 && moved["location"] == "https://one.example:8443/a?b=c")
            #expect(moved["cache-control"] == "no-store")
            let posted = try await edge.client().exchange(
                "POST /a HTTP/1.1\r\nHost: one.example\r\nContent-Length: 1\r\n\r\nx")
            #expect(posted.status == 307 && posted["location"] == "https://one.example:8443/a")
            let absolute = try await edge.client().exchange("GET http://two.example HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(absolute["location"] == "https://two.example:8443/")
            let address = try await edge.client().exchange("GET /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n")
            #expect(address["location"] == "https://[::1]:8443/a")
            #expect(try await edge.client().exchange("GET /a HTTP/1.0\r\n\r\n").status == 400)
            #expect(edge.origin.requests.isEmpty)
            for _ in 0..<3 { #expect(try await edge.getSecurely("/a").text == "https /a") }
            #expect(try await client.exchange(request("/a")).status == 301)
        }
        try await EdgeUnderTest.run(secured(certificates, redirectingTo: 443), script: echo) { edge async throws in
            #expect(try await edge.get("/")["location"] == "https://h/")
        }
    }
}

@Suite(.timeLimit(.minutes(3))) struct `Certificates and their renewal` {
    private func copy(_ name: String, to tree: TemporaryTree) throws {
        try tree.copyFile(TestCertificates.path("\(name).pem"), to: "live.pem")
        try tree.copyFile(TestCertificates.path("\(name).key"), to: "live.key")
    }

    private func files(in tree: TemporaryTree) -> CertificateFiles {
        CertificateFiles(certificate: tree.path("live.pem"), key: tree.path("live.key"))
    }

    @Test func `a changed certificate is for handshakes from then on, and connections keep theirs`() async throws {
        let tree = TemporaryTree("certificates")
        try copy("one", to: tree)
        try await EdgeUnderTest.run(secured(try CertificateStore([files(in: tree)])), script: echo) { edge in
            let early = try await edge.secureClient("one.example")
            #expect(try await early.exchange(request("/a")).status == 200)
            #expect(edge.server.renewCertificates().isEmpty)
            try copy("renewed", to: tree)
            #expect(edge.server.renewCertificates() == [.renewed(files(in: tree))])
            #expect(edge.server.renewCertificates().isEmpty)
            #expect(try await early.exchange(request("/a")).status == 200)
            #expect(try await edge.getSecurely("/a", from: "renewed.example").status == 200)
        }
    }

    @Test func `what can't be used leaves the old certificate in use and is told once`() async throws {
        let tree = TemporaryTree("certificates")
        try copy("one", to: tree)
        try await EdgeUnderTest.run(secured(try CertificateStore([files(in: tree)])), script: echo) { edge in
            // A renewal that has replaced one of two files so far.
            try tree.copyFile(TestCertificates.path("renewed.pem"), to: "live.pem")
            let mismatch = TLSMistake(
                file: tree.path("live.key"),
                reason: "is not the key of the first certificate in \(tree.path("live.pem"))")
            #expect(edge.server.renewCertificates() == [.kept(files(in: tree), mismatch)])
            #expect(edge.server.renewCertificates().isEmpty)
            #expect(try await edge.getSecurely("/a", from: "one.example").status == 200)
            try tree.remove("live.pem")
            let absence = TLSMistake(file: tree.path("live.pem"), reason: "is not there")
            #expect(edge.server.renewCertificates() == [.kept(files(in: tree), absence)])
            #expect(try await edge.getSecurely("/a", from: "one.example").status == 200)
            try copy("renewed", to: tree)
            #expect(edge.server.renewCertificates() == [.renewed(files(in: tree))])
            #expect(try await edge.getSecurely("/a", from: "renewed.example").status == 200)
        }
    }

    @Test func `files that can't be used are refused at once, by name`() throws {
        let one = TestCertificates.files("one")
        let tree = TemporaryTree("certificates")
        try tree.write("text.pem", "not a certificate")
        try tree.write("folder/file", "")
        func mistake(_ files: CertificateFiles) -> String? {
            do throws(TLSMistake) {
                _ = try CertificateStore([files])
                return nil
            } catch {
                return error.description
            }
        }
        let otherKey = TestCertificates.path("two.key")
        #expect(mistake(one) == nil)
        #expect(
            mistake(.init(certificate: one.certificate, key: otherKey))
                == "\(otherKey): is not the key of the first certificate in \(one.certificate)")
        #expect(
            mistake(.init(certificate: tree.path("text.pem"), key: one.key))
                == "\(tree.path("text.pem")): holds no certificate in PEM (-----BEGIN CERTIFICATE-----)")
        #expect(mistake(.init(certificate: one.certificate, key: one.certificate))?.contains("no private key") == true)
        #expect(
            mistake(.init(certificate: tree.path("none.pem"), key: one.key)) == "\(tree.path("none.pem")): is not there"
        )
        #expect(mistake(.init(certificate: tree.path("folder"), key: one.key)) != nil)
        #expect(throws: TLSMistake.self) { try CertificateStore([]) }
    }

    @Test func `certificates that have run out, or soon will, are spoken of`() throws {
        let certificates = try TestCertificates.store("one", "expired")
        let now = Int(Date().timeIntervalSince1970)
        #expect(
            certificates.warnings(at: now)
                == ["\(TestCertificates.path("expired.pem")): the certificate has expired; readers are shown an error"])
        let end = Int(try NIOSSLCertificate.fromPEMFile(TestCertificates.path("one.pem"))[0].notValidAfter)
        func words(_ secondsLeft: Int) -> String? {
            certificates.warnings(at: end - secondsLeft).first { $0.contains("one.pem") }
        }
        #expect(words(14 * 86_400) == nil)
        #expect(words(14 * 86_400 - 1)?.hasSuffix("expires in 13 days") == true)
        #expect(words(86_400)?.hasSuffix("expires in 1 day") == true)
        #expect(words(0)?.contains("has expired") == true)
    }
}

extension TemporaryTree {
    fileprivate func copyFile(_ source: String, to relative: String) throws {
        // Beside its place and renamed, as renewal programs do.
        try write(relative + ".new", Array(try Data(contentsOf: URL(filePath: source))))
        _ = try? remove(relative)
        try FileManager.default.moveItem(atPath: path(relative + ".new"), toPath: path(relative))
    }
}
