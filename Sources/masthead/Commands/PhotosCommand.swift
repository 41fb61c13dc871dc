import ArgumentParser
import Foundation
import Imaging
import PhotoLibrary
import SiteConfiguration

struct PhotosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "photos", abstract: "Add photos and see what became of them.",
        subcommands: [Add.self, List.self, Show.self, Retry.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Store originals and queue their thumbnails.",
            discussion: "Prints the id of each; `photos show ID` tells the addresses of its renditions.")

        @OptionGroup var option: SiteOption

        @Argument(help: "JPEG or PNG files.")
        var files: [String]

        @Flag(help: "One JSON line for each.")
        var json = false

        mutating func run() async throws {
            let photos = try BackEnd(try option.open()).photos
            var failures = 0
            for file in files {
                guard let data = FileManager.default.contents(atPath: file) else {
                    Console.complain("\(file): can't be read")
                    failures += 1
                    continue
                }
                do {
                    let photo = try await photos.add(
                        [UInt8](data), fileName: URL(fileURLWithPath: file).lastPathComponent, now: Date())
                    if json {
                        try Console.printJSON(PhotoSummary(photo))
                    } else {
                        Console.print("\(photo.id)  \(photo.state.rawValue)  \(file)")
                    }
                } catch let refusal as PhotoRefusal {
                    Console.complain("\(file): \(refusal)")
                    failures += 1
                }
            }
            if failures > 0 { throw ExitCode(1) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The newest photos first.")

        @OptionGroup var option: SiteOption

        @Option(help: "At most so many.")
        var limit = 50

        @Flag(help: "One JSON line for each.")
        var json = false

        mutating func run() async throws {
            let photos = try await BackEnd(try option.open()).photos.list(limit: limit)
            if json { return try photos.forEach { try Console.printJSON(PhotoSummary($0)) } }
            guard !photos.isEmpty else { return Console.note("No photos yet: masthead photos add FILE") }
            var table = Table(["id", "state", "size", "renditions", "file"])
            for photo in photos {
                let size = photo.size.map { "\($0.width)×\($0.height)" } ?? "-"
                table.add([photo.id, photo.state.rawValue, size, "\(photo.renditions.count)", photo.fileName])
            }
            Console.print(table.text)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One photo: its state and the addresses of its renditions.")

        @OptionGroup var option: SiteOption

        @Argument(help: "The photo's id.")
        var id: String

        @Flag(help: "As one JSON value.")
        var json = false

        mutating func run() async throws {
            let site = try option.open()
            guard let photo = try await BackEnd(site).photos.photo(id) else {
                throw CommandFailure("there is no photo \(id)")
            }
            if json { return try Console.printJSON(PhotoSummary(photo)) }
            Console.print("\(photo.id)  \(photo.state.rawValue)  \(photo.fileName)")
            if let reason = photo.reason { Console.print("reason: \(reason)") }
            for rendition in photo.renditions {
                Console.print(
                    "\(rendition.width)×\(rendition.height)  \(rendition.bytesCount.shownAsBytes)  \(site.settings.site.url)\(rendition.path)"
                )
            }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Queue a photo's renditions again.")

        @OptionGroup var option: SiteOption

        @Argument(help: "The photo's id.")
        var id: String

        mutating func run() async throws {
            guard let photo = try await BackEnd(try option.open()).photos.retry(id, now: Date()) else {
                throw CommandFailure("there is no photo \(id)")
            }
            Console.print("\(photo.id)  \(photo.state.rawValue)")
        }
    }
}

/// A photo as programs read it.
struct PhotoSummary: Encodable {
    struct Rendition: Encodable {
        let url: String
        let width: Int
        let height: Int
        let type: String
        let bytes: Int
    }

    let id: String
    let state: String
    let reason: String?
    let file: String
    let width: Int?
    let height: Int?
    let renditions: [Rendition]

    init(_ photo: Photo) {
        id = photo.id
        state = photo.state.rawValue
        reason = photo.reason
        file = photo.fileName
        width = photo.width
        height = photo.height
        renditions = photo.renditions.map {
            Rendition(
                url: $0.path, width: $0.width, height: $0.height, type: "image/\($0.formatName)", bytes: $0.bytesCount)
        }
    }
}
