import SiteRendering
import Templates

/// What a theme's templates are filled with, as themes are promised it.
enum BroadsheetShapes {
    static let all: [String: TemplateShape] = {
        var shapes = ViewModels.templates.merging(ViewModels.optionalTemplates) { $1 }
        for page in ViewModels.servicePageNames { shapes["pages/\(page)"] = ViewModels.servicePage }
        for letter in ViewModels.mailNames { shapes["mail/\(letter)"] = ViewModels.mail }
        return shapes
    }()
}
