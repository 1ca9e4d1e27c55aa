namespace Upshot.Mcp;

/// <summary>Addresses of pages, as whoever asks reached the server.</summary>
/// <param name="Base">Empty: the server ends with the question, and nothing of it can be looked at later.</param>
internal sealed record PageLinks(string Base)
{
    public static PageLinks Of(HttpContext? context, bool isLasting) =>
        new(isLasting && context is { Request: { Host.HasValue: true } request } ? $"{request.Scheme}://{request.Host}" : "");

    public string To(string path) => Base.Length > 0 ? Base + path : "";

    public string Trace(string id) => Base.Length > 0 ? $"{Base}/traces/{id}" : id;

    /// <summary>" (LINK)" or nothing.</summary>
    public string Beside(string path) => Base.Length > 0 ? $" ({Base}{path})" : "";
}
