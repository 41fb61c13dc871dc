import Foundation

/// What the system says of this process.
enum ProcessMemory {
    /// Bytes of memory that are really there; 0 where the system doesn't say.
    static var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(getpagesize())
    }
}
