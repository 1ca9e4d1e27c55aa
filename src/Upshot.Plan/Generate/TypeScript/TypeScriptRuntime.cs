using System.Text;
using System.Text.RegularExpressions;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>The parts of a generated TypeScript module that are the same for every plan: the files of the folder Runtime, without what joins them.</summary>
internal static partial class TypeScriptRuntime
{
    public static string Trouble { get; } = Part("trouble");
    public static string Switches { get; } = Part("rollout");
    public static string Classified { get; } = Part("classified");
    public static string Masked { get; } = Part("mask");
    public static string Hashed { get; } = Part("hash");
    public static string Sha256 { get; } = Part("sha256");
    public static string Values { get; } = Part("values");
    public static string Whole { get; } = Part("whole");
    public static string Declared { get; } = Part("declared");
    public static string Told { get; } = Part("told");
    public static string Traced { get; } = Part("traced");
    public static string Instrument { get; } = Part("instrument");
    public static string Amount { get; } = Part("amount");
    public static string Observed { get; } = Part("observed");
    public static string SpanCall { get; } = Part("span-call");
    public static string Running { get; } = Part("running");
    public static string Write { get; } = Part("write");
    public static string Masking { get; } = Part("redacted");
    public static string Thrown { get; } = Part("thrown");

    // In one module nothing has to be imported, and what the files export to each other only is listed in a line of its own.
    private static string Part(string name)
    {
        using var reader = new StreamReader(typeof(TypeScriptRuntime).Assembly.GetManifestResourceStream($"typescript/{name}.ts")!, Encoding.UTF8);
        return Joint().Replace(reader.ReadToEnd().ReplaceLineEndings("\n"), "").Trim('\n') + "\n";
    }

    [GeneratedRegex(@"^(import .*|export \{[^}]*\});\n", RegexOptions.Multiline)]
    private static partial Regex Joint();
}
