using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>The programs that generated code needs; a test without them is skipped and says why.</summary>
internal static class Tools
{
    private static readonly Dictionary<string, string> s_nothing = [];

    public static string NodeFolder { get; } = Repository.PathTo("test/polyglot-node");

    /// <summary>Where the TypeScript compiler and the OpenTelemetry packages of a folder are; skips when they are not.</summary>
    public static string TypeScriptIn(string folder)
    {
        Assert.SkipUnless(IsInstalled("node"), "Node.js is not installed; ./test.sh installs it.");
        var compiler = Path.Combine(folder, "node_modules", "typescript", "bin", "tsc");
        Assert.SkipUnless(File.Exists(compiler), $"The npm packages of {Path.GetRelativePath(Repository.Root, folder)} are not installed; ./test.sh installs them, or npm ci there.");
        return compiler;
    }

    public static void NeedPython() => Assert.SkipUnless(IsInstalled("python3"), "Python 3 is not installed; ./test.sh installs it.");

    public static void NeedMypy() => Assert.SkipUnless(IsInstalled("mypy"), "mypy is not installed; ./test.sh installs it.");

    /// <summary>
    /// What Python needs to find OpenTelemetry: nothing where its real packages are installed, else the stand-in of the tests.
    /// </summary>
    public static async Task<Dictionary<string, string>> PythonEnvironment()
    {
        var real = await Run("python3", ["-c", "import opentelemetry.sdk.trace, opentelemetry.exporter.otlp.proto.http.trace_exporter"], null, s_nothing);
        var standIn = Repository.PathTo("test/python-stand-in");
        return real.Code == 0 ? [] : new() { ["PYTHONPATH"] = standIn, ["MYPYPATH"] = standIn, ["PYTHONDONTWRITEBYTECODE"] = "1" };
    }

    public static Task<Ended> Run(string program, IEnumerable<string> arguments, string? folder, IReadOnlyDictionary<string, string> environment) =>
        UpshotProgram.Run(UpshotProgram.StartInfo(program, arguments, environment, folder));

    /// <summary>Writes the module of a plan into a folder.</summary>
    public static async Task Generate(string plan, string language, string folder)
    {
        var ended = await UpshotProgram.Run("generate", plan, "--language", language, "--out", folder);
        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
