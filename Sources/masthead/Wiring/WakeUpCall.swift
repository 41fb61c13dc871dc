import Synchronization

/// Lets services that exist before the worker wake it once it is there.
final class WakeUpCall: Sendable {
    private let listener = Mutex<(@Sendable () -> Void)?>(nil)

    func connect(_ listener: @escaping @Sendable () -> Void) {
        self.listener.withLock { $0 = listener }
    }

    func ring() {
        listener.withLock { $0 }?()
    }
}
