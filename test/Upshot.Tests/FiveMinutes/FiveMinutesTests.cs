using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Upshot.Tests.Generate;
using Upshot.Tests.Running;

namespace Upshot.Tests.FiveMinutes;

/// <summary>
/// Does what the README's "Your own service in five minutes" says, command by command, with the services in
/// test/five-minutes, which know nothing of Upshot. Only ports differ, and that what is to be installed is there.
/// </summary>
public sealed partial class FiveMinutesTests
{
    private static readonly string Service = Repository.PathTo("test/five-minutes");

    [Fact]
    public async Task The_commands_of_the_readme_bring_a_node_service_from_nothing_to_a_plan_of_its_own()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The README's commands are for a Unix shell.");
        foreach (var program in new[] { "bash", "node", "curl" })
        {
            Assert.SkipUnless(IsInstalled(program), $"{program} is not installed; ./test.sh installs it.");
        }

        Assert.SkipUnless(Directory.Exists(Path.Combine(Service, "node_modules")), "The npm packages of test/five-minutes are not installed; ./test.sh installs them, or npm ci there.");
        using var folder = new TemporaryFolder();
        var ports = FreePorts(4);
        await Prepare(folder, "In Node.js", "app.js");
        Directory.CreateSymbolicLink(Path.Combine(folder["guestbook"], "node_modules"), Path.Combine(Service, "node_modules"));

        await Run(folder, Settings(folder, ports));
    }

    [Fact]
    public async Task The_commands_of_the_readme_bring_a_python_service_from_nothing_to_a_plan_of_its_own()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The README's commands are for a Unix shell.");
        Tools.NeedPython();
        using var folder = new TemporaryFolder();
        var ports = FreePorts(4);
        await Prepare(folder, "In Python", "app.py");
        var settings = Settings(folder, ports);
        settings["PYTHONPATH"] = $"{PythonLibrary.Install(folder)}{Path.PathSeparator}{Path.Combine(Tools.PythonFolder, "site")}";

        await Run(folder, settings);
    }

    /// <summary>The package comes from a folder; what it needs itself from where this machine has it already.</summary>
    [Fact]
    public async Task The_commands_of_the_readme_bring_a_dotnet_service_from_nothing_to_a_plan_of_its_own()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The README's commands are for a Unix shell.");
        using var folder = new TemporaryFolder();
        var ports = FreePorts(4);
        var packed = await UpshotProgram.Run(UpshotProgram.StartInfo("dotnet", ["pack", Repository.PathTo("src/Upshot.Instrument"), "-c", Repository.Configuration, "--no-build", "-o", folder["packages"]], DotnetSettings));
        Assert.True(packed.Code == 0, packed.Output + packed.Errors);
        await Prepare(folder, "In .NET", "Program.cs", "Guestbook.csproj");
        var have = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(
            Path.Combine(folder["guestbook"], "nuget.config"),
            $"""<configuration><packageSources><clear /><add key="here" value="../packages" /></packageSources><fallbackPackageFolders><add key="there" value="{have}" /></fallbackPackageFolders></configuration>""",
            TestContext.Current.CancellationToken);
        var settings = Settings(folder, ports);
        foreach (var (name, value) in DotnetSettings)
        {
            settings[name] = value;
        }

        settings["NUGET_PACKAGES"] = folder["cache"];

        await Run(folder, settings);
    }

    private static Dictionary<string, string> DotnetSettings => new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
    };

    private static async Task Run(TemporaryFolder folder, Dictionary<string, string> settings)
    {
        var ended = await UpshotProgram.Run(UpshotProgram.StartInfo("bash", ["script.sh"], settings, folder["guestbook"]), TimeSpan.FromMinutes(4));

        var said = ended.Output + ended.Errors;
        Assert.True(ended.Code == 0, said);
        Assert.Contains("wrote plan/upshot.yaml", ended.Output);
        Assert.Contains("Upshot is ready: ", ended.Output);
        Assert.Matches(@"✓ guestbook-works  .* 42 guestbook requests", ended.Output);
        Assert.Matches(@"GET /entries\b.*\b40\b", ended.Output);
        Assert.Matches(@"POST /entries\b.*\b1\b", ended.Output);
        Assert.Contains("wrote seen/upshot.yaml", ended.Output);
        Assert.Contains("route: \"/entries\"", await File.ReadAllTextAsync(Path.Combine(folder["guestbook"], "seen", "upshot.yaml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_readme_installs_the_packages_that_the_test_uses()
    {
        var installed = Blocks("In Node.js").SelectMany(b => b.Split('\n')).Where(IsInstallation).SelectMany(line => line.Split(' ').Skip(2)).Order().ToList();
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Service, "package.json")));
        var used = package.RootElement.GetProperty("dependencies").EnumerateObject().Select(d => d.Name);

        Assert.NotEmpty(installed);
        Assert.Equal(installed, used.Where(name => name != "express").Order());
    }

    /// <summary>The shell blocks of the README's section: what holds for all languages, and what is of this one.</summary>
    private static List<string> Blocks(string language)
    {
        var section = File.ReadAllText(Repository.PathTo("README.md")).Split("\n## ").Single(s => s.StartsWith("Your own service in five minutes", StringComparison.Ordinal));
        var parts = section.Split("\n### ").Where((part, place) => place == 0 || part.StartsWith(language, StringComparison.Ordinal) || part.StartsWith("What came of it", StringComparison.Ordinal));
        return [.. parts.SelectMany(part => ShellBlock().Matches(part)).Select(m => m.Groups[1].Value)];
    }

    private static async Task Prepare(TemporaryFolder folder, string language, params string[] files)
    {
        Directory.CreateDirectory(folder["guestbook"]);
        foreach (var file in files)
        {
            File.Copy(Path.Combine(Service, file), Path.Combine(folder["guestbook"], file));
        }

        await File.WriteAllTextAsync(Path.Combine(folder["guestbook"], "script.sh"), Script(language));
    }

    /// <summary>A person sees that something is up before typing on; a script has to look.</summary>
    private static string Script(string language)
    {
        var script = new StringBuilder($$"""
            set -e
            shopt -s expand_aliases
            alias upshot="dotnet '{{Path.Combine(AppContext.BaseDirectory, "upshot.dll")}}'"
            end() { for job in $(jobs -p); do pkill -9 -P "$job" || true; kill -9 "$job" || true; done; }
            trap end EXIT
            opentelemetry-instrument() { exec python3 -c "from opentelemetry.instrumentation.auto_instrumentation import run; run()" "$@"; }
            until_it_answers() { for i in $(seq 1200); do curl -s -o /dev/null "$1" && return 0; sleep 0.1; done; return 1; }

            """);
        foreach (var block in Blocks(language))
        {
            script.AppendJoin('\n', block.Split('\n').Where(line => !IsInstallation(line)));
            script.Append(block.Contains("upshot serve", StringComparison.Ordinal) ? "until_it_answers http://127.0.0.1:4600/readyz\n" : "");
            script.Append(block.Contains("OTEL_SERVICE_NAME=", StringComparison.Ordinal) ? "until_it_answers http://127.0.0.1:3000/entries/0\n" : "");
        }

        return script.ToString();
    }

    private static Dictionary<string, string> Settings(TemporaryFolder folder, int[] ports)
    {
        var script = Path.Combine(folder["guestbook"], "script.sh");
        File.WriteAllText(script, File.ReadAllText(script).Replace(":4600", $":{ports[0]}").Replace(":4318", $":{ports[2]}").Replace(":3000", $":{ports[3]}"));
        return new()
        {
            ["UPSHOT_HTTP"] = $"127.0.0.1:{ports[0]}",
            ["UPSHOT_OTLP_GRPC"] = $"127.0.0.1:{ports[1]}",
            ["UPSHOT_OTLP_HTTP"] = $"127.0.0.1:{ports[2]}",
            ["UPSHOT_SERVER"] = $"http://127.0.0.1:{ports[0]}",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{ports[2]}",
            ["PORT"] = $"{ports[3]}",
        };
    }

    private static bool IsInstallation(string line) => line.StartsWith("npm install ", StringComparison.Ordinal) || line.StartsWith("pip install ", StringComparison.Ordinal);

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Dispose());
        return ports;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
