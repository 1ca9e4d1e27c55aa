using Microsoft.Net.Http.Headers;

namespace Upshot.Observe.Receive.Http;

internal enum MediaType
{
    Unsupported,
    Protobuf,
    Json,
}

internal static class MediaTypes
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";

    public static MediaType Parse(string? contentType)
    {
        // What SDKs send, without a parse.
        if (contentType == Protobuf)
        {
            return MediaType.Protobuf;
        }

        if (contentType == Json)
        {
            return MediaType.Json;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var parsed))
        {
            return MediaType.Unsupported;
        }

        if (parsed.MediaType.Equals(Protobuf, StringComparison.OrdinalIgnoreCase))
        {
            return MediaType.Protobuf;
        }

        var isUtf8 = !parsed.Charset.HasValue || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        return isUtf8 && parsed.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) ? MediaType.Json : MediaType.Unsupported;
    }
}
