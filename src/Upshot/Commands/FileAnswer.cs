using System.Text;
using System.Text.Json;
using Upshot.Decide;

namespace Upshot.Commands;

/// <summary>How the commands that work on files answer: all problems at once and exit code 1, or a list as text or as JSON.</summary>
internal static class FileAnswer
{
    /// <summary>What <paramref name="read"/> made of the file; null when it cannot be used, and <paramref name="error"/> has been told why.</summary>
    public static T? Read<T>(FileInfo file, TextWriter error, Func<byte[], string, List<FileProblem>, T?> read)
        where T : class
    {
        if (UserFile.Read(file, error) is not { } bytes)
        {
            return null;
        }

        var problems = new List<FileProblem>();
        var result = read(bytes, file.ToString(), problems);
        UserFile.Report(problems, error);
        return problems.Count > 0 ? null : result;
    }

    /// <summary>An array, one object an item.</summary>
    public static string Json<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, FileFormat.WriterOptions))
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                writer.WriteStartObject();
                write(writer, item);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>JSON has no NaN: what is not known is null.</summary>
    public static void WriteKnown(this Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
