using Upshot.Tests.Generate;
using Upshot.Tests.Running;

namespace Upshot.Tests.Packaging;

/// <summary>The wheel as a Python team gets it: installed by pip into a clean virtual environment, without .NET and almost without a PATH.</summary>
[Collection(PackagesCollection.Name)]
public sealed class WheelTests(BuiltPackages packages)
{
    private const string Plan = """
        product: Guestbook
        owners: { team: "#team" }
        operations:
          sign: { owner: team, entry: { service: guestbook, span: guestbook.sign } }

        """;

    private const string Signals = """
        groups:
          - id: span.guestbook.sign
            type: span
            name: guestbook.sign
            span_kind: internal
            brief: Somebody signs.
            stability: stable
            attributes: [{ ref: http.route, requirement_level: required }]
            annotations: { upshot: { owner: team, reason: We live on it. } }
        """;

    private const string Test = """
        import guestbook

        def test_signing_is_seen(telemetry):
            with guestbook.Sign.start(http_route="/entries") as sign:
                sign.succeed()
            assert telemetry.span(guestbook.Sign).outcome == "success"
        """;

    [Fact]
    public async Task The_wheel_brings_a_program_that_checks_serves_shows_the_demo_and_verifies_pytest()
    {
        packages.The("upshot-*.whl");
        using var folder = new TemporaryFolder();
        var upshot = await Install(folder);

        await upshot.KnowsItsVersionAndChecksAPlan();
        Assert.Contains("wrote plan/upshot.yaml", (await upshot.Run("init", "plan", "--service", "guestbook")).Output);
        await upshot.Serves();
        await upshot.StartsTheDemo();

        Tools.NeedPython();
        Borrow(folder);
        await VerifiesAsTheWorkflowSays(upshot with { Folder = folder["ci"] }, folder);
    }

    /// <summary>The steps of the documentation's workflow for Python, but for the one that asks an index.</summary>
    private static async Task VerifiesAsTheWorkflowSays(InstalledProgram upshot, TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["ci/plan/signals"]);
        await File.WriteAllTextAsync(folder["ci/plan/upshot.yaml"], Plan, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["ci/plan/signals/guestbook.yaml"], Signals, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["ci/test_guestbook.py"], Test, TestContext.Current.CancellationToken);
        await upshot.Run("generate", "plan", "--language", "python", "--out", ".");

        var page = await File.ReadAllTextAsync(Repository.PathTo("docs/github-actions.md"), TestContext.Current.CancellationToken);
        var steps = page.Split("\n## ").Single(part => part.StartsWith("Python", StringComparison.Ordinal)).Split('\n')
            .Where(line => line.Contains(" run: ", StringComparison.Ordinal)).Select(line => line.Split(" run: ")[1]).ToList();
        Assert.Equal(4, steps.Count);
        Assert.StartsWith("pip install ", steps[0]);
        var said = await UpshotProgram.Run(UpshotProgram.StartInfo("bash", ["-ec", string.Join('\n', steps.Skip(1))], upshot.Environment, upshot.Folder));

        Assert.True(said.Code == 0, said.Output + said.Errors);
        Assert.Contains("1 passed", said.Output + said.Errors);
        Assert.True(File.Exists(folder["ci/telemetry.xml"]));
    }

    [Fact]
    public async Task A_check_of_packages_finds_what_a_wheel_lacks_and_what_is_for_another_platform()
    {
        var wheel = packages.The("upshot-*.whl");
        using var folder = new TemporaryFolder();
        Assert.Equal((0, ""), await Check(wheel));

        // The same files under the name of another processor, and cut in the middle of what RECORD lists.
        var other = folder[Path.GetFileName(wheel).Replace("x86_64", "aarch64", StringComparison.Ordinal)];
        File.Copy(wheel, other);
        using (var archive = await System.IO.Compression.ZipFile.OpenAsync(other, System.IO.Compression.ZipArchiveMode.Update, TestContext.Current.CancellationToken))
        {
            archive.GetEntry("upshot_program/program/shop/Shop.dll")!.Delete();
        }

        var (code, said) = await Check(other);
        Assert.Equal(1, code);
        Assert.Contains("upshot_program/program/shop/Shop.dll is missing", said, StringComparison.Ordinal);
        Assert.Contains("upshot_program/program/libcoreclr.so is for linux-x64", said, StringComparison.Ordinal);
        Assert.Contains("RECORD and the wheel differ", said, StringComparison.Ordinal);

        async Task<(int, string)> Check(string file)
        {
            var ended = await UpshotProgram.Run(UpshotProgram.StartInfo("python3", ["-B", Repository.PathTo("packaging/check.py"), file], new Dictionary<string, string>()));
            return (ended.Code, ended.Code == 0 ? ended.Errors : ended.Output + ended.Errors);
        }
    }

    private async Task<InstalledProgram> Install(TemporaryFolder folder)
    {
        await Python("python3", "-m", "venv", folder["venv"]);
        await Python(folder["venv/bin/python"], "-m", "pip", "install", "--quiet", "--no-index", "--find-links", packages.Folder, "upshot");
        return new(folder["venv/bin/upshot"], folder.Path, new Dictionary<string, string>
        {
            ["PATH"] = folder["venv/bin"],
            ["DOTNET_ROOT"] = "/nonexistent",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        });

        async Task Python(string python, params string[] arguments)
        {
            var ended = await UpshotProgram.Run(UpshotProgram.StartInfo(python, arguments, new Dictionary<string, string> { ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1" }, folder.Path));
            Assert.True(ended.Code == 0, $"{python} {string.Join(' ', arguments)}: {ended.Output}{ended.Errors}");
        }
    }

    /// <summary>No index is reached from here: pytest and OpenTelemetry's SDK come from the folder that all Python tests use.</summary>
    private static void Borrow(TemporaryFolder folder)
    {
        var site = Directory.GetDirectories(folder["venv/lib"]).Single();
        File.WriteAllText(Path.Combine(site, "site-packages", "borrowed.pth"), Path.Combine(Tools.PythonFolder, "site") + "\n");
    }
}
