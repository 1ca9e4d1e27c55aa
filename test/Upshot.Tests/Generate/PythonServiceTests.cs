using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>Services in Python that know nothing of telemetry, under <c>opentelemetry-instrument</c> with the library beside them.</summary>
public sealed class PythonServiceTests
{
    [Theory]
    [InlineData("flask_service.py", "/quotes/<number>", false)]
    [InlineData("fastapi_service.py", "/quotes/{number}", true)]
    public async Task A_service_without_other_code_is_green_at_the_first_verify(string service, string route, bool needsItsOwnPython)
    {
        Tools.NeedPython();
        var python = needsItsOwnPython ? Path.Combine(Tools.PythonFolder, "bin", "python3") : "python3";
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder["upshot.yaml"],
            $$"""
            product: Quotes
            owners: { team: "#team" }
            operations:
              quote: { owner: team, entry: { service: quotes, method: GET, route: "{{route}}" } }
            """,
            TestContext.Current.CancellationToken);
        var site = PythonLibrary.Install(folder);
        var environment = Tools.PythonEnvironment(python);
        environment["PYTHONPATH"] = $"{site}{Path.PathSeparator}{environment["PYTHONPATH"]}".TrimEnd(Path.PathSeparator);
        environment["OTEL_SERVICE_NAME"] = "quotes";

        var ended = await UpshotProgram.Run(
            ["verify", "--plan", folder.Path, "--", python, "-c", "from opentelemetry.instrumentation.auto_instrumentation import run; run()", python, Repository.PathTo($"test/python/service/{service}")],
            folder.Path,
            environment);

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }
}
