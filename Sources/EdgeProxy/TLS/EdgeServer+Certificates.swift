import Logging
import NIOCore
import NIOPosix

extension EdgeServer {
    /// How often certificate files are looked at.
    private static let renewalInterval = TimeAmount.seconds(5)

    /// Looks at the certificates' files now and then, on a thread that may wait for the disk.
    func watchCertificates(on eventLoop: any EventLoop) -> RepeatedTask {
        eventLoop.scheduleRepeatedAsyncTask(initialDelay: Self.renewalInterval, delay: Self.renewalInterval) { _ in
            NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { _ = self.renewCertificates() }
        }
    }

    /// Reads certificates whose files have changed, for handshakes from now on. Waits for the disk.
    @discardableResult
    package func renewCertificates() -> [CertificateStore.Renewal] {
        let renewals = shared.configuration.tls?.certificates.renew() ?? []
        for renewal in renewals {
            switch renewal {
            case .renewed(let files):
                shared.logger.info("certificate renewed", metadata: ["tls.certificate": "\(files.certificate)"])
            case .kept(let files, let mistake):
                shared.logger.warning(
                    "certificate not renewed; the old one stays in use",
                    metadata: ["tls.certificate": "\(files.certificate)", "error": "\(mistake)"])
            }
        }
        return renewals
    }
}
