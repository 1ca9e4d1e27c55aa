using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>The programs that generated code needs; a test without them is skipped and says why.</summary>
internal static class Tools
{
    public static string NodeFolder { get; } = Repository.PathTo("test/polyglot-node");

    /// <summary>Where the TypeScript compiler and the OpenTelemetry packages of a folder are; skips when they are not.</summary>
    public static string TypeScriptIn(string folder)
    {
        Assert.SkipUnless(IsInstalled("node"), "Node.js is not installed; ./test.sh installs it.");
        var compiler = Path.Combine(folder, "node_modules", "typescript", "bin", "tsc");
        Assert.SkipUnless(File.Exists(compiler), $"The npm packages of {Path.GetRelativePath(Repository.Root, folder)} are not installed; ./test.sh installs them, or npm ci there.");
        return compiler;
    }

    /// <summary>The packages that test/python/install-sdk.sh lays: OpenTelemetry's SDK, and what the tests use beside it.</summary>
    public static string PythonFolder { get; } = Repository.PathTo("artifacts/python");

    /// <summary>The system's Python, and the one of the suite that the packages come from: the oldest and the newest that are tested.</summary>
    public static TheoryData<string> Pythons { get; } = ["python3", Path.Combine(PythonFolder, "bin", "python3")];

    public static string Ruff { get; } = Path.Combine(PythonFolder, "bin", "ruff");

    public static string Pyright()
    {
        Assert.SkipUnless(IsInstalled("node"), "Node.js is not installed; ./test.sh installs it.");
        var program = Repository.PathTo("test/pyright-node/node_modules/pyright/index.js");
        Assert.SkipUnless(File.Exists(program), "The npm packages of test/pyright-node are not installed; ./test.sh installs them, or npm ci there.");
        return program;
    }

    public static void NeedPython()
    {
        Assert.SkipUnless(IsInstalled("python3"), "Python 3 is not installed; ./test.sh installs it.");
        Assert.SkipUnless(File.Exists(Path.Combine(PythonFolder, "complete")), "The OpenTelemetry packages of Python are not in artifacts/python; ./test.sh lays them there, or test/python/install-sdk.sh.");
    }

    /// <summary>What Python needs to find OpenTelemetry. The suite's own Python finds it by itself.</summary>
    public static Dictionary<string, string> PythonEnvironment(string python = "python3") => new()
    {
        ["PYTHONPATH"] = python == "python3" ? Path.Combine(PythonFolder, "site") : "",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    public static Task<Ended> Run(string program, IEnumerable<string> arguments, string? folder, IReadOnlyDictionary<string, string> environment) =>
        UpshotProgram.Run(UpshotProgram.StartInfo(program, arguments, environment, folder));

    /// <summary>Checks types strictly. What mypy learns of Python and of OpenTelemetry's packages it keeps for the next test.</summary>
    public static Task<Ended> Mypy(string folder, params string[] what) =>
        Run(Path.Combine(PythonFolder, "bin", "mypy"), ["--strict", "--cache-dir", Repository.PathTo("artifacts/mypy"), .. what], folder, PythonEnvironment());

    /// <summary>Runs a folder or a file of Python tests; <paramref name="modules"/> is where they find what they import.</summary>
    public static Task<Ended> Pytest(string python, string tests, string modules)
    {
        var environment = PythonEnvironment(python);
        environment["PYTHONPATH"] = $"{modules}{Path.PathSeparator}{environment["PYTHONPATH"]}".TrimEnd(Path.PathSeparator);
        var folder = Path.GetExtension(tests).Length > 0 ? Path.GetDirectoryName(tests)! : tests;
        string[] arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", Repository.PathTo(folder), Repository.PathTo(tests)];
        return UpshotProgram.Run(UpshotProgram.StartInfo(python, arguments, environment, Repository.PathTo(folder)), TimeSpan.FromMinutes(4));
    }

    /// <summary>Writes the module of a plan into a folder.</summary>
    public static async Task Generate(string plan, string language, string folder)
    {
        var ended = await UpshotProgram.Run("generate", plan, "--language", language, "--out", folder);
        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
