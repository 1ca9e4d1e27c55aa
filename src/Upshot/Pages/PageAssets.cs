using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Upshot.Pages;

/// <summary>Style sheet, scripts and icon. They are resources of the assembly; each address carries the hash of what it names, so that browsers keep it for good.</summary>
internal static class PageAssets
{
    private const string Folder = "wwwroot/";
    private static readonly Assembly Here = typeof(PageAssets).Assembly;

    private static readonly FrozenDictionary<string, Lazy<Asset>> ByName = Here.GetManifestResourceNames()
        .Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(n => n[Folder.Length..], n => new Lazy<Asset>(() => Load(n)));

    /// <summary>The address of an asset.</summary>
    public static string Address(string name) => $"/assets/{ByName[name].Value.Hash}/{name}";

    /// <summary>What a page holds that loads nothing.</summary>
    public static string Text(string name) => System.Text.Encoding.UTF8.GetString(ByName[name].Value.Bytes);

    public static IResult Answer(HttpContext context, string hash, string name)
    {
        if (!ByName.TryGetValue(name, out var found) || found.Value.Hash != hash)
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        var asset = found.Value;
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return Results.Bytes(asset.Bytes, asset.MediaType);
        }

        headers.ContentEncoding = "gzip";
        return Results.Bytes(asset.Zipped.Value, asset.MediaType);
    }

    private static Asset Load(string resource)
    {
        using var stream = Here.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..12], MediaTypeOf(Path.GetExtension(resource)), new(() => Zip(bytes)));
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Optimal))
        {
            zip.Write(bytes);
        }

        return memory.ToArray();
    }

    private static string MediaTypeOf(string extension) => extension switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private sealed record Asset(byte[] Bytes, string Hash, string MediaType, Lazy<byte[]> Zipped);
}
