using System.Runtime.CompilerServices;
using System.Text;
using Upshot;
using Upshot.Client;
using Upshot.Commands;
using Upshot.Demo;
using Upshot.Server;

// Before the commands are built: a version, the process that answers queries, and the Shop, which the demo starts again and again. Each in a method of
// its own, so that what the others need is not loaded.
return args switch
{
    ["--version"] => Version(),
    [HostedShop.Command, .. var shopping] => Shop(shopping),
    _ when QueryWorkerProgram.IsMeant(args) => QueryWorkerProgram.Run(),
    _ => Run(args),
};

[MethodImpl(MethodImplOptions.NoInlining)]
static int Version()
{
    Console.WriteLine(OwnVersion.Text);
    return ExitCode.Yes;
}

[MethodImpl(MethodImplOptions.NoInlining)]
static int Shop(string[] shopping) => HostedShop.Run(shopping);

[MethodImpl(MethodImplOptions.NoInlining)]
static int Run(string[] args)
{
    if (args is ["check", ..])
    {
        // It lives for a fraction of a second: to compile the one regular expression of the YAML reader takes longer than all that it is asked.
        AppContext.SetSwitch("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", false);
    }

    LeanHttp.IsOwnProcess = true;
    Console.SetOut(Writer(Console.IsOutputRedirected, Console.OpenStandardOutput, () => Console.Out, isOfErrors: false));
    Console.SetError(Writer(Console.IsErrorRedirected, Console.OpenStandardError, () => Console.Error, isOfErrors: true));
    return Invocation.RunAsync(args, CancellationToken.None).GetAwaiter().GetResult();
}

// The console's own writer sets the terminal up, which takes milliseconds and is of no use to a file or a pipe. On Windows a pipe has an encoding of its own.
static VisibleWriter Writer(bool isRedirected, Func<Stream> open, Func<TextWriter> console, bool isOfErrors) => isRedirected && !OperatingSystem.IsWindows()
    ? new(new StreamWriter(open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true }, isTerminal: false, isOfErrors)
    : new(console(), !isRedirected, isOfErrors);
