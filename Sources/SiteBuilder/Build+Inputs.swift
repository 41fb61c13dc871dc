import Foundation
import Records
import SiteModel

extension Build {
    /// Everything that decides what the site will be, without reading any of it: settings, and the stamps of all files.
    struct Inputs {
        let fingerprint: Fingerprint
        /// Of the settings alone.
        let settings: Fingerprint
        /// All stamps can be trusted to change with their files.
        let isSettled: Bool
    }

    static func inputs(
        _ configuration: BuildConfiguration, _ workshop: PictureWorkshop, _ content: ContentFolder
    ) -> Inputs {
        let instant = FileStamp.now
        var stamps = content.stamps.map { ("content/" + $0.key, $0.value) }
        // All themes, because one may build on another.
        let themes = [configuration.folders.themes] + configuration.folders.themeSearchPaths
        for folder in themes + [configuration.folders.data] where !folder.isEmpty {
            for (path, stamp) in Disk.stamps(below: folder) { stamps.append((folder + "/" + path, stamp)) }
        }
        stamps.sort { $0.0 < $1.0 }
        let settings = settings(configuration, workshop)
        let fingerprint = Fingerprint { record in
            record.write(settings)
            record.write(stamps) {
                $0.write($1.0)
                $0.write($1.1)
            }
            record.write(content.diagnostics.map(\.description))
        }
        return Inputs(
            fingerprint: fingerprint, settings: settings, isSettled: stamps.allSatisfy { $0.1.isSettled(at: instant) })
    }

    private static func settings(_ configuration: BuildConfiguration, _ workshop: PictureWorkshop) -> Fingerprint {
        var configuration = configuration
        let year = CivilDate(configuration.now, in: configuration.timeZone).year
        configuration.now = Date(timeIntervalSince1970: 0)
        configuration.workers = 1
        configuration.isClean = false
        configuration.patience = .zero
        configuration.compresses = false
        return Fingerprint { record in
            record.write(Fingerprint(reflecting: configuration))
            record.write(year)
            record.write(workshop.identity)
            record.write(Program.identity)
        }
    }

    /// When these inputs make another site although no file has changed.
    static func validUntil(_ configuration: BuildConfiguration, _ site: Site) -> Date {
        // Drafts without a date count as written now.
        if site.posts.contains(where: { $0.entry.date == nil }) { return .distantPast }
        let year = CivilDate(configuration.now, in: configuration.timeZone).year
        let newYear = CivilDate(year: year + 1, month: 1, day: 1).instant(in: configuration.timeZone)
        return min(newYear, site.heldBack.nextChange ?? newYear)
    }
}

/// Which program is building. Another version may make other bytes of the same input.
enum Program {
    static let identity = Fingerprint { record in
        let stamp = Disk.stamp(following: "/proc/self/exe") ?? FileStamp()
        record.write(stamp)
        record.write(Entry.recordVersion)
    }
}

extension Disk {
    /// The stamps of all files below a folder, by path; empty when there is none.
    static func stamps(below folder: String, _ relative: String = "") -> [(path: String, stamp: FileStamp)] {
        var stamps: [(path: String, stamp: FileStamp)] = []
        for item in (try? list(relative.isEmpty ? folder : folder + "/" + relative)) ?? [] {
            let path = relative.isEmpty ? item.name : relative + "/" + item.name
            switch item.kind {
            case .folder: stamps += self.stamps(below: folder, path)
            case .file, .link, .other: stamps.append((path, item.stamp))
            }
        }
        return stamps
    }
}
