using Upshot.Commands.Generate;
using Upshot.Plan.Folders;
using Upshot.Plan.Generate;

namespace Upshot.Instrument.Tests.Generated;

public class FreshnessTests
{
    /// <summary>UPSHOT_UPDATE=1 writes them.</summary>
    [Fact]
    public void The_generated_files_of_the_Shop_are_those_of_its_plan()
    {
        var shop = Path.Combine(Root(), "sample", "Shop");
        var reading = PlanReader.Read(Path.Combine(shop, "plan"));
        var files = Languages.All["csharp"](reading.Plan, CallSiteBuilder.Build(reading.Plan), new GenerateOptions("Shop", "Shop", ""));
        var folder = Path.Combine(shop, "Generated");
        if (Environment.GetEnvironmentVariable("UPSHOT_UPDATE") == "1")
        {
            Freshness.Stale(files, folder).ToList().ForEach(File.Delete);
            files.ToList().ForEach(f => File.WriteAllText(Path.Combine(folder, f.Path), f.Text));
        }

        using var output = new StringWriter();
        Assert.True(Freshness.Check(files, folder, output) == 0, output.ToString());
    }

    [Fact]
    public void What_the_compiler_generates_is_what_the_command_writes()
    {
        var folder = Path.Combine(Root(), "sample", "Shop", "plan");
        var reading = PlanReader.Read(folder);
        var files = Languages.All["csharp"](reading.Plan, CallSiteBuilder.Build(reading.Plan), new GenerateOptions("Test", "", "")).ToDictionary(f => f.Path, f => f.Text);
        Assert.Equal(files, Compiled.From(PlanFiles.In(folder)).Sources);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Upshot.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
