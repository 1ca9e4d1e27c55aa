using System.CommandLine;
using Upshot.Client;
using Upshot.Import;
using YamlDotNet.Core;

namespace Upshot.Commands;

/// <summary><c>upshot import</c>: objectives of other tools as a plan.</summary>
internal static class ImportCommand
{
    private const long MostBytes = 4 << 20;

    public static Command Create()
    {
        var print = FileFormat.Option();
        var format = new Argument<string>("format") { Description = "openslo (v1), sloth (prometheus/v1, or its Kubernetes resource) or pyrra." };
        format.AcceptOnlyFromAmong("openslo", "sloth", "pyrra");
        var files = new Argument<string[]>("files") { Description = "YAML files.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("import", "Write objectives of another tool as an upshot.yaml. What a plan has no words for is listed on standard error, with its place. Exit code 2 when there is no objective.") { format, files, print };
        command.SetAction(parsed =>
        {
            try
            {
                var documents = parsed.GetRequiredValue(files).SelectMany(Read).ToList();
                var imported = parsed.GetRequiredValue(format) switch
                {
                    "openslo" => OpenSloImport.Of(documents),
                    "sloth" => SlothImport.Of(documents),
                    _ => PyrraImport.Of(documents),
                };
                if (parsed.GetValue(print) == FileFormat.Json)
                {
                    FileText.Write(imported.Objectives.Count == 0 ? "" : imported.ToYaml(), [.. imported.NotExpressed], parsed.InvocationConfiguration.Output);
                    return imported.Objectives.Count == 0 ? ExitCode.No : ExitCode.Yes;
                }

                foreach (var missing in imported.NotExpressed)
                {
                    parsed.InvocationConfiguration.Error.WriteLine($"not expressed: {Visible.Text(missing)}");
                }

                if (imported.Objectives.Count == 0)
                {
                    parsed.InvocationConfiguration.Error.WriteLine("There is no objective in what was read.");
                    return ExitCode.No;
                }

                parsed.InvocationConfiguration.Output.Write(imported.ToYaml());
                return ExitCode.Yes;
            }
            catch (CommandException e)
            {
                parsed.InvocationConfiguration.Error.WriteLine(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static IReadOnlyList<ImportNode> Read(string path)
    {
        try
        {
            return new FileInfo(path).Length > MostBytes ? throw new CommandException($"{path} has more than {MostBytes >> 20} MB. Split it.") : ImportNode.Read(path, File.ReadAllText(path));
        }
        catch (YamlException e)
        {
            throw new CommandException($"{path}:{e.Start.Line}:{e.Start.Column} is no YAML: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be read: {e.Message}");
        }
    }
}
