using System.CommandLine;
using Upshot.Client;
using Upshot.Commands.Generate;
using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Plan.Generate;
using Upshot.Plan.Generate.Python;
using Upshot.Plan.Generate.TypeScript;

namespace Upshot.Commands;

/// <summary>Writes the instrumentation that a plan declares, or says whether what was written is still that of the plan.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var plan = new Argument<string>("plan") { Description = "The folder that holds upshot.yaml.", DefaultValueFactory = _ => "." };
        var language = new Option<string>("--language") { Description = $"{string.Join(", ", Languages.All.Keys)}.", Required = true };
        language.AcceptOnlyFromAmong([.. Languages.All.Keys]);
        var folder = new Option<string>("--out") { Description = "The folder that the files are written to.", Required = true };
        var check = new Option<bool>("--check") { Description = "Write nothing; fail when a file in --out is not what the plan generates." };
        var names = new Option<string>("--namespace") { Description = "Namespace of C#. The default is the product's name.", DefaultValueFactory = _ => "" };
        var className = new Option<string>("--class") { Description = "Class of C# that holds the calls. The default is the product's name, and …Signals where the namespace has that name.", DefaultValueFactory = _ => "" };
        var module = new Option<string>("--module") { Description = "What the Python package is imported as, such as signals or shop.signals, or what the file of TypeScript is called, without its ending. The default is the product's name.", DefaultValueFactory = _ => "" };
        var format = FileFormat.Option();
        var command = new Command("generate", "Write the instrumentation that the plan declares.") { plan, language, folder, check, names, className, module, format };
        command.SetAction(result =>
        {
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            var source = result.GetValue(plan)!;
            if (!File.Exists(Path.Combine(source, "upshot.yaml")))
            {
                error.WriteLine($"There is no upshot.yaml in {Path.GetFullPath(source)}. 'upshot init' writes one.");
                return ExitCode.Failed;
            }

            try
            {
                if (Files(source, result.GetValue(language)!, new GenerateOptions(result.GetValue(names)!, result.GetValue(className)!, result.GetValue(module)!), error) is not { } files)
                {
                    return ExitCode.No;
                }

                return result.GetValue(check)
                    ? Freshness.Check(files, result.GetValue(folder)!, output)
                    : Write(files, result.GetValue(folder)!, result.GetValue(format) == FileFormat.Json, output);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                error.WriteLine(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static IReadOnlyList<GeneratedFile>? Files(string folder, string language, GenerateOptions options, TextWriter error)
    {
        var reading = PlanReader.Read(folder);
        foreach (var problem in reading.Problems.Where(p => p.Severity == Severity.Error))
        {
            error.WriteLine($"{folder}/{problem.Location}: {problem.Rule}: {problem.Message} {problem.Remedy}");
        }

        if (reading.HasErrors)
        {
            return null;
        }

        var sites = CallSiteBuilder.Build(reading.Plan);
        var refused = language switch
        {
            "python" => PythonModuleName.Refusal(options.Module, sites.Product),
            "typescript" => TypeScriptModuleName.Refusal(options.Module),
            _ => options.Module.Length > 0 ? $"--module is for Python and TypeScript; for {language} there are --namespace and --class." : null,
        };
        if (refused is { } refusal)
        {
            error.WriteLine(refusal);
            return null;
        }

        return Languages.All[language](reading.Plan, sites, options);
    }

    private static int Write(IReadOnlyList<GeneratedFile> files, string folder, bool asJson, TextWriter output)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }

        // A signal that is gone leaves no code behind. Only what was generated is removed.
        var (written, removed) = (files.Select(f => Path.Combine(folder, f.Path)).ToList(), Freshness.Stale(files, folder).ToList());
        removed.ForEach(File.Delete);
        if (asJson)
        {
            output.WriteLine(AnswerClient.ToText(new { written, removed }));
            return ExitCode.Yes;
        }

        foreach (var line in written.Concat(removed.Select(stale => $"{stale} (removed)")))
        {
            output.WriteLine(line);
        }

        return ExitCode.Yes;
    }
}
