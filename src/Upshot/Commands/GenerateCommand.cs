using System.CommandLine;
using Upshot.Plan;
using Upshot.Plan.Generate;
using Upshot.Plan.Generate.Python;
using Upshot.Plan.Generate.TypeScript;

namespace Upshot.Commands;

/// <summary>Writes the instrumentation that a plan declares.</summary>
internal static class GenerateCommand
{
    private static readonly SortedDictionary<string, Func<CallSites, IReadOnlyList<GeneratedFile>>> s_languages = new(StringComparer.Ordinal)
    {
        ["python"] = PythonModule.Write,
        ["typescript"] = TypeScriptModule.Write,
    };

    public static Command Create()
    {
        var plan = new Argument<string>("plan") { Description = "The folder that holds upshot.yaml.", DefaultValueFactory = _ => "." };
        var language = new Option<string>("--language") { Description = $"{string.Join(", ", s_languages.Keys)}.", Required = true };
        language.AcceptOnlyFromAmong([.. s_languages.Keys]);
        var folder = new Option<string>("--out") { Description = "The folder that the files are written to.", Required = true };
        var command = new Command("generate", "Write the instrumentation that the plan declares.") { plan, language, folder };
        command.SetAction(result =>
        {
            var reading = PlanReader.Read(result.GetValue(plan)!);
            if (reading.HasErrors)
            {
                result.InvocationConfiguration.Error.WriteLine("The plan has mistakes: see 'upshot check'.");
                return ExitCode.No;
            }

            foreach (var file in s_languages[result.GetValue(language)!](CallSiteBuilder.Build(reading.Plan)))
            {
                var path = Path.Combine(result.GetValue(folder)!, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, file.Text);
                result.InvocationConfiguration.Output.WriteLine(path);
            }

            return ExitCode.Yes;
        });
        return command;
    }
}
