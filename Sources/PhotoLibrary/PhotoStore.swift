package import Foundation
package import Jobs

/// Where photos are recorded. Each operation is one transaction, the job it causes included.
package protocol PhotoStore: Sendable {
    /// Records a photo and queues its job.
    ///
    /// - Returns: The photo already known by the same hash, when there is one; then nothing is changed or queued.
    func add(_ photo: Photo, causing job: NewJob, at now: Date) async throws -> Photo

    func photo(_ id: String) async throws -> Photo?

    /// Newest first.
    func photos(limit: Int) async throws -> [Photo]

    func markReady(_ id: String, renditions: [PhotoRendition], at now: Date) async throws

    func reject(_ id: String, reason: String, at now: Date) async throws

    /// Puts a photo back to `processing` and queues its job again.
    ///
    /// - Returns: `nil` when there is no such photo, or its original never came.
    func restart(_ id: String, causing job: NewJob, at now: Date) async throws -> Photo?
}
