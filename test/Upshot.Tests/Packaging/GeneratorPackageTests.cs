using Upshot.Tests.Running;

namespace Upshot.Tests.Packaging;

/// <summary>The generator as a stranger gets it: a package that brings all that the compiler loads.</summary>
[Collection(PackagesCollection.Name)]
public sealed class GeneratorPackageTests
{
    private const string Signals = """
        groups:
          - id: span.stall.sell
            type: span
            span_kind: internal
            brief: Something is sold.
            stability: stable
            attributes: [{ ref: http.route, requirement_level: required }]
            annotations: { upshot: { owner: team, reason: We live on it. } }
        """;

    [Fact]
    public async Task The_packed_generator_compiles_a_plan_and_points_at_its_mistakes()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal((0, ""), Result(await Dotnet(folder.Path, "pack", Repository.PathTo("src/Upshot.Instrument.Generator"), "-c", Repository.Configuration, "--no-build", "-o", folder["packages"])));
        Directory.CreateDirectory(folder["app/plan/signals"]);
        File.WriteAllText(folder["app/nuget.config"], "<configuration><packageSources><clear /><add key=\"here\" value=\"../packages\" /></packageSources></configuration>");
        File.WriteAllText(folder["app/Stall.csproj"], """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Upshot.Instrument.Generator" Version="0.1.0" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(folder["app/Program.cs"], "using Stall; using (var sale = StallSignals.Sell.Start(httpRoute: \"/tea\")) { sale.Succeed(); } System.Console.WriteLine(StallPlan.Scope);");
        File.WriteAllText(folder["app/plan/upshot.yaml"], "product: Stall\nowners: { team: \"#team\" }\n");
        File.WriteAllText(folder["app/plan/signals/stall.yaml"], Signals);

        var run = await Dotnet(folder["app"], "run");
        Assert.True(run.Code == 0, run.Output + run.Errors);
        Assert.EndsWith("stall", run.Output.Trim(), StringComparison.Ordinal);

        File.WriteAllText(folder["app/plan/signals/stall.yaml"], Signals.Replace("ref: http.route", "ref: http.rout", StringComparison.Ordinal));
        var broken = await Dotnet(folder["app"], "build");
        Assert.Equal(1, broken.Code);
        Assert.Contains($"{Path.Combine("plan", "signals", "stall.yaml")}(7,18): error UPSHOT_unknown_reference: There is no attribute 'http.rout'. Did you mean http.route?", broken.Output, StringComparison.Ordinal);

        Task<Ended> Dotnet(string where, params string[] arguments) => UpshotProgram.Run(UpshotProgram.StartInfo("dotnet", arguments, new Dictionary<string, string>
        {
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["NUGET_PACKAGES"] = folder["cache"],
        }, where));
    }

    private static (int, string) Result(Ended end) => (end.Code, end.Errors);
}
