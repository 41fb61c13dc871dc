import Foundation
import NIOCore
import NIOPosix
import SiteConfiguration

/// Whether an address can be listened on, asked before any work is begun.
///
/// Edges share a port among their own event loops (`SO_REUSEPORT`), and the system would let another edge of the same
/// user join in; asked without that option, it says whether anybody is there.
enum Port {
    static func check(_ address: ListenAddress, flag: String) throws {
        guard address.port != 0 else { return }
        do {
            let listener = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: address.host, port: address.port).wait()
            try listener.close().wait()
        } catch {
            throw CommandFailure.cannotListen(on: address, error, flag: flag)
        }
    }
}
