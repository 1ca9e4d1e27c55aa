using System.CommandLine;
using System.Text.Json;
using Upshot.Plan.Schema;

namespace Upshot.Commands;

/// <summary>Prints or writes the JSON Schemas of the plan's files, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var which = new Argument<string>("which") { Description = "plan (upshot.yaml), release (releases/*.yaml) or verify (verify.yaml).", DefaultValueFactory = _ => "plan" };
        which.AcceptOnlyFromAmong("plan", "release", "verify");
        var folder = new Option<string?>("--out") { Description = "Write all schemas into this folder instead of printing one." };
        var format = FileFormat.Option();
        var command = new Command("schema", "Print the JSON Schema of the plan, for editors and other tools.") { which, folder, format };
        command.SetAction(result =>
        {
            if (result.GetValue(folder) is not { } target)
            {
                result.InvocationConfiguration.Output.Write(JsonSchema.All[result.GetValue(which) is { } file and not "plan" ? $"{file}.schema.json" : "upshot.schema.json"]);
                return ExitCode.Yes;
            }

            try
            {
                Directory.CreateDirectory(target);
                var written = JsonSchema.All.ToDictionary(schema => Path.Combine(target, schema.Key), schema => schema.Value);
                foreach (var (path, text) in written)
                {
                    File.WriteAllText(path, text);
                }

                result.InvocationConfiguration.Output.WriteLine(result.GetValue(format) == FileFormat.Json ? JsonSerializer.Serialize(new { files = written.Keys }) : string.Join(Environment.NewLine, written.Keys));

                return ExitCode.Yes;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                result.InvocationConfiguration.Error.WriteLine($"The schemas cannot be written to {target}: {e.Message}");
                return ExitCode.Failed;
            }
        });
        return command;
    }
}
