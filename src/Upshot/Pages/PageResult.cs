using System.IO.Compression;
using System.Text;

namespace Upshot.Pages;

/// <summary>A page, compressed where the browser takes it: tables shrink to a tenth.</summary>
internal sealed class PageResult(string text, int status, string mediaType = "text/html") : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = $"{mediaType}; charset=utf-8";
        response.Headers.Vary = "Accept-Encoding";
        var bytes = Encoding.UTF8.GetBytes(text);
        if (EncodingOf(context.Request) is { } encoding)
        {
            response.Headers.ContentEncoding = encoding;
            bytes = Compressed(bytes, encoding);
        }

        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Whoever asks from another site could learn from lengths what a page says.</summary>
    private static string? EncodingOf(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() == "cross-site")
        {
            return null;
        }

        var accepted = request.Headers.AcceptEncoding.ToString().Split(',', StringSplitOptions.TrimEntries).Where(e => !e.EndsWith(";q=0", StringComparison.Ordinal)).Select(e => e.Split(';')[0]).ToList();
        return accepted.Contains("br") ? "br" : accepted.Contains("gzip") ? "gzip" : null;
    }

    private static byte[] Compressed(byte[] bytes, string encoding)
    {
        using var memory = new MemoryStream();
        using (Stream zip = encoding == "br" ? new BrotliStream(memory, CompressionLevel.Fastest) : new GZipStream(memory, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return memory.ToArray();
    }
}
