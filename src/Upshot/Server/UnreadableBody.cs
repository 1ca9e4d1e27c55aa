using System.Text.Json;
using System.Text.RegularExpressions;

namespace Upshot.Server;

/// <summary>Why a request could not be read, in words of this API: the framework's name its own types.</summary>
internal static partial class UnreadableBody
{
    private const string Look = "/openapi/v1.json says what is expected";

    public static string Of(BadHttpRequestException error) => error.InnerException switch
    {
        // The reader's own mistakes stand below; without one it is JSON, and of another kind.
        JsonException { InnerException: JsonException } json => $"The body is no JSON: line {json.LineNumber + 1}, byte {json.BytePositionInLine} cannot be read.",
        JsonException json => $"{json.Path ?? "$"} of the body is not of the kind that is expected there; {Look}.",
        _ when Parameter().Match(error.Message) is { Success: true } found => $"{found.Groups[1].Value} {(error.Message.StartsWith("Failed to bind", StringComparison.Ordinal) ? "cannot be read as it is given" : "is missing")}; {Look}.",
        _ when error.Message.Contains("no body was provided", StringComparison.Ordinal) => $"The request has no body; {Look}.",
        _ => error.Message,
    };

    /// <summary>The name that follows a type, in quotes.</summary>
    [GeneratedRegex("parameter \"(?:[^\" ]+ )*([^\" ]+)\" (?:from|was not provided)")]
    private static partial Regex Parameter();
}
