using System.Text;
using Upshot.Commands;

namespace Upshot.Tests.Running;

/// <summary>
/// The program's commands and servers within the process of the tests: all is real but the process, whose start would cost as much as a hundred questions. What each
/// prints comes to the test that runs it, though others run at the same time: it follows the flow of the test, as its threads and tasks do.
/// </summary>
internal static class ThisProcess
{
    private static readonly AsyncLocal<TextWriter?> s_output = new(), s_errors = new();

    static ThisProcess()
    {
        Console.SetOut(new FlowWriter(s_output, Console.Out));
        Console.SetError(new FlowWriter(s_errors, Console.Error));
    }

    /// <summary>Whether a command would see here what it sees as a child process: nobody's settings, and no terminal.</summary>
    public static bool IsLikeAChild { get; } = Console.IsInputRedirected && Console.IsOutputRedirected && Console.IsErrorRedirected
        && !Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(UpshotProgram.IsSetting);

    /// <summary>Runs a command line to its end.</summary>
    public static async Task<Ended> Run(string[] arguments, CancellationToken stop)
    {
        using var output = new Printed();
        using var errors = new Printed();
        var code = await Capture(output, errors, () => Invocation.RunAsync(arguments, stop));
        return new(code, output.ToString(), errors.ToString());
    }

    /// <summary>Runs something with writers of its own; what goes on when it has ended keeps them.</summary>
    public static Task<T> Capture<T>(TextWriter output, TextWriter errors, Func<Task<T>> run) => Task.Run(async () =>
    {
        // As the program has them.
        (s_output.Value, s_errors.Value) = (new VisibleWriter(output, isTerminal: false), new VisibleWriter(errors, isTerminal: false));
        return await run();
    });

    private sealed class FlowWriter(AsyncLocal<TextWriter?> here, TextWriter otherwise) : TextWriter
    {
        public override Encoding Encoding => otherwise.Encoding;

        public override void Write(char value) => Target.Write(value);

        public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

        public override void Write(string? value) => Target.Write(value);

        public override void Write(ReadOnlySpan<char> buffer) => Target.Write(buffer);

        public override void Flush() => Target.Flush();

        private TextWriter Target => here.Value ?? otherwise;
    }
}
