import Foundation
import Synchronization
import Testing

/// Tests that run whole programs, one after the other.
@Suite(.serialized, .timeLimit(.minutes(3))) enum Integration {}

/// The release binary, run as a person would run it.
///
/// Its lines come as they are printed; waiting is for a line, never for a span of time alone. `stop` ends it by its
/// process id.
final class Program: Sendable {
    private let process: Process
    private let lines: AsyncStream<String>
    private let splitter = LineSplitter()

    /// - Parameter environment: Added to the test's own.
    init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let output = Pipe()
        // Or programs started at the same time would hold this one's output open after it has ended.
        for end in [output.fileHandleForReading, output.fileHandleForWriting] {
            _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        let (lines, continuation) = AsyncStream<String>.makeStream()
        self.lines = lines
        let splitter = splitter
        let handle = output.fileHandleForReading
        // Not a readability handler: one that is being taken away still knows its descriptor by number, and takes the next
        // owner of that number along.
        Thread.detachNewThread {
            while case let data = handle.availableData, !data.isEmpty {
                for line in splitter.take(data) { continuation.yield(line) }
            }
            continuation.finish()
        }
        try process.run()
    }

    var output: String { splitter.all.joined(separator: "\n") }

    /// The next line that fits. The test's time limit is the limit here too.
    ///
    /// - Throws: When the program, or the time, ends first.
    func line(where fits: @Sendable (String) -> Bool) async throws -> String {
        for await line in lines where fits(line) { return line }
        throw ProgramFailure("the line did not come; the program said:\n\(output)")
    }

    /// Asks the program to stop and waits until it has.
    ///
    /// - Returns: Its exit code.
    func stop(_ signal: Int32 = SIGINT) -> Int32 {
        if process.isRunning { kill(process.processIdentifier, signal) }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Runs to the end.
    static func run(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (code: Int32, output: String) {
        let program = try Program(executable, arguments, environment: environment)
        for await _ in program.lines {}
        program.process.waitUntilExit()
        return (program.process.terminationStatus, program.output)
    }
}

/// Bytes to lines, all of them remembered.
private final class LineSplitter: Sendable {
    private let state = Mutex<(rest: Data, all: [String])>((Data(), []))

    var all: [String] { state.withLock { $0.all } }

    /// - Returns: The lines that these bytes complete.
    func take(_ data: Data) -> [String] {
        state.withLock { state in
            state.rest.append(data)
            var found: [String] = []
            while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                found.append(String(decoding: state.rest[..<end], as: UTF8.self))
                state.rest.removeSubrange(...end)
            }
            state.all += found
            return found
        }
    }
}

struct ProgramFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Where things are.
enum Place {
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The product built together with this test.
    static var masthead: String {
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let beside = folder.appendingPathComponent("masthead").path
        return FileManager.default.isExecutableFile(atPath: beside) ? beside : repository + "/.build/release/masthead"
    }
}
