using System.Text.Json;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary>A file of some format, inside of JSON: with what could not be said in that format.</summary>
internal static class FileText
{
    public static void Write(string text, IReadOnlyList<string> notExpressed, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(new { text, notExpressed }, AnswerClient.Json));
}
