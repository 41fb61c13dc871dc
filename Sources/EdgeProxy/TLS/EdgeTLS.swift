import NIOCore
import NIOSSL

/// How the edge speaks TLS to its readers, beside plain HTTP.
package struct EdgeTLS: Sendable {
    package enum Version: Hashable, Sendable {
        case tls12
        case tls13
    }

    /// Address to listen on.
    package var host: String
    /// Port to listen on; 0 lets the system choose.
    package var port: Int
    package var certificates: CertificateStore
    /// What readers must speak at least. Default 1.2, the oldest that is not broken (RFC 8996).
    package var minimum = Version.tls12
    /// The port that plain requests are sent on to, at the same host. Default `nil`: they are answered.
    package var redirectPort: Int?

    package init(host: String, port: Int, certificates: CertificateStore) {
        self.host = host
        self.port = port
        self.certificates = certificates
    }

    /// Waits for the disk, so not for an event loop.
    func context() throws -> NIOSSLContext {
        let certificates = certificates
        let first = certificates.certificate(for: nil)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: first.chain, privateKey: first.key)
        switch minimum {
        case .tls12: configuration.minimumTLSVersion = .tlsv12
        case .tls13: configuration.minimumTLSVersion = .tlsv13
        }
        configuration.applicationProtocols = [alpnName]
        configuration.shutdownTimeout = tlsShutdownTimeout
        configuration.sslContextCallback = { hello, promise in
            let chosen = certificates.certificate(for: hello.serverHostname)
            var override = NIOSSLContextConfigurationOverride()
            override.certificateChain = chosen.chain
            override.privateKey = chosen.key
            promise.succeed(override)
        }
        return try NIOSSLContext(configuration: configuration)
    }
}

/// The one protocol that the edge speaks over TLS (RFC 7301 §6).
let alpnName = "http/1.1"

/// For which the end of a connection waits for the peer's own word of it.
let tlsShutdownTimeout = TimeAmount.seconds(1)

extension Channel {
    /// Ends the connection without TLS's word that this was all: what has been sent of a message must not pass for the whole.
    func sever() {
        guard let context = try? pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) else {
            return close(promise: nil)
        }
        context.close(promise: nil)
    }
}
