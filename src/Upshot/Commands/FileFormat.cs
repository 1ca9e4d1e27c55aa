using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Upshot.Commands;

/// <summary>The option <c>--format text|json</c> of the commands that work on files.</summary>
internal static class FileFormat
{
    public const string Text = "text";
    public const string Json = "json";

    public static readonly JsonWriterOptions WriterOptions = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<string> Option()
    {
        var option = new Option<string>("--format") { Description = "text or json.", DefaultValueFactory = _ => Text };
        option.AcceptOnlyFromAmong(Text, Json);
        return option;
    }
}
