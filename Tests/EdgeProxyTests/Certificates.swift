import EdgeProxy
import Foundation
import NIOCore
import NIOSSL
import TestSupport

/// The certificates beside this file; `Certificates/make` makes them anew.
enum TestCertificates {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Certificates"

    static func path(_ file: String) -> String { "\(folder)/\(file)" }

    static func files(_ name: String) -> CertificateFiles {
        CertificateFiles(certificate: path("\(name).pem"), key: path("\(name).key"))
    }

    static func store(_ names: String...) throws -> CertificateStore { try CertificateStore(names.map(files)) }
}

/// TLS as peers of the edge speak it, without help from the code under test.
enum TestTLS {
    /// A reader's side, which trusts the test authority.
    ///
    /// - Parameters:
    ///   - name: What the handshake names and the certificate must be for; `nil` for a reader that does neither.
    ///   - protocols: What it offers to speak.
    static func client(
        _ name: String?, offering protocols: [String] = ["http/1.1"], upTo version: TLSVersion = .tlsv13
    ) throws -> LiveConnection.Preparation {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(TestCertificates.path("authority.pem"))
        configuration.applicationProtocols = protocols
        configuration.maximumTLSVersion = version
        if name == nil { configuration.certificateVerification = .noHostnameVerification }
        let context = try NIOSSLContext(configuration: configuration)
        return { channel in
            try channel.pipeline.syncOperations.addHandler(
                NIOSSLClientHandler(context: context, serverHostname: name))
        }
    }

    /// An origin's side.
    static func server(
        _ certificate: String, offering protocols: [String] = ["http/1.1"]
    ) throws -> LiveConnection.Preparation {
        let chain = try NIOSSLCertificate.fromPEMFile(TestCertificates.path("\(certificate).pem"))
        let key = try NIOSSLPrivateKey(file: TestCertificates.path("\(certificate).key"), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.applicationProtocols = protocols
        let context = try NIOSSLContext(configuration: configuration)
        return { channel in
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }
    }

    /// The certificate that the peer has shown, as PEM's bytes.
    static func shown(to client: RawClient) async throws -> NIOSSLCertificate? {
        let channel = client.connection.channel
        return try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self).peerCertificate
        }.get()
    }
}

extension EdgeUnderTest {
    /// A reader over TLS.
    func secureClient(_ name: String? = "one.example", upTo version: TLSVersion = .tlsv13) async throws -> RawClient {
        try await client(port: server.tlsPort ?? 0, preparing: try TestTLS.client(name, upTo: version))
    }

    func getSecurely(_ target: String, from name: String? = "one.example") async throws -> RawResponse {
        try await secureClient(name).exchange(request(target))
    }
}
