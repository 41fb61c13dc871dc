package import Foundation
import GRDB
package import Jobs
package import PhotoLibrary

/// Photos in SQLite.
package struct SQLitePhotoStore: PhotoStore {
    let pool: DatabasePool

    package func add(_ photo: Photo, causing job: NewJob, at now: Date) async throws -> Photo {
        try await pool.write { db in
            if let hash = photo.hash, let row = try db.row("SELECT * FROM photo WHERE hash = ?", [hash]) {
                return try db.photo(row)
            }
            try db.run(
                """
                INSERT INTO photo (id, state, reason, hash, format, width, height, file_name, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    photo.id, photo.state.rawValue, photo.reason, photo.hash, photo.formatName, photo.width,
                    photo.height, photo.fileName, photo.created.milliseconds, now.milliseconds,
                ])
            _ = try db.insert(job, at: now)
            return photo
        }
    }

    package func photo(_ id: String) async throws -> Photo? {
        try await pool.read { db in try db.row("SELECT * FROM photo WHERE id = ?", [id]).map(db.photo) }
    }

    package func photos(limit: Int) async throws -> [Photo] {
        try await pool.read { db in
            try db.rows("SELECT * FROM photo ORDER BY id DESC LIMIT ?", [limit]).map(db.photo)
        }
    }

    package func markReady(_ id: String, renditions: [PhotoRendition], at now: Date) async throws {
        try await pool.write { db in
            try db.setState(.ready, reason: nil, of: id, at: now)
            try db.run("DELETE FROM photo_rendition WHERE photo_id = ?", [id])
            for rendition in renditions {
                try db.run(
                    """
                    INSERT INTO photo_rendition (photo_id, width, height, format, bytes_count, path)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    [
                        id, rendition.width, rendition.height, rendition.formatName, rendition.bytesCount,
                        rendition.path,
                    ])
            }
        }
    }

    package func reject(_ id: String, reason: String, at now: Date) async throws {
        try await pool.write { db in try db.setState(.rejected, reason: reason, of: id, at: now) }
    }

    package func restart(_ id: String, causing job: NewJob, at now: Date) async throws -> Photo? {
        try await pool.write { db in
            let known = try db.row("SELECT * FROM photo WHERE id = ? AND hash IS NOT NULL", [id])
            guard known != nil else { return nil }
            try db.setState(.processing, reason: nil, of: id, at: now)
            _ = try db.insert(job, at: now)
            return try db.row("SELECT * FROM photo WHERE id = ?", [id]).map(db.photo)
        }
    }
}

extension Database {
    fileprivate func setState(_ state: PhotoState, reason: String?, of id: String, at now: Date) throws {
        try run(
            "UPDATE photo SET state = ?, reason = ?, updated_at = ? WHERE id = ?",
            [state.rawValue, reason, now.milliseconds, id])
    }

    fileprivate func photo(_ row: Row) throws -> Photo {
        let id: String = try row.value("id")
        let renditions = try rows("SELECT * FROM photo_rendition WHERE photo_id = ? ORDER BY width", [id])
        return Photo(
            id: id, state: try row.case("state"), reason: row["reason"], hash: row["hash"], width: row["width"],
            height: row["height"], format: row["format"], renditions: try renditions.map(PhotoRendition.init),
            created: try row.date("created_at"), fileName: try row.value("file_name"))
    }
}

extension PhotoRendition {
    fileprivate init(_ row: Row) throws {
        let rendition = PhotoRendition(
            width: try row.value("width"), height: try row.value("height"), format: try row.value("format"),
            bytesCount: try row.value("bytes_count"), path: try row.value("path"))
        guard let rendition else { throw DamagedRow(description: "format holds an unknown word") }
        self = rendition
    }
}
