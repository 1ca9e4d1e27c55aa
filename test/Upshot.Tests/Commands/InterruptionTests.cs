using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>A command that waits for an answer is told to stop.</summary>
public sealed class InterruptionTests
{
    [Theory(SkipUnless = nameof(HasSignals), Skip = "This system has no signals to send.")]
    [InlineData("-TERM")]
    [InlineData("-INT")]
    public async Task A_command_that_is_told_to_stop_says_so_and_ends(string signal)
    {
        // It takes the question and never answers.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var command = Process.Start(UpshotProgram.StartInfo(["status", "--server", $"http://{listener.LocalEndpoint}"], new Dictionary<string, string>()))!;
        command.StandardInput.Close();
        var errors = command.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var asked = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await SendAsync(signal, command.Id));
        await command.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(1, command.ExitCode);
        Assert.Equal("Stopped before there was an answer.", (await errors).Trim());
    }

    public static bool HasSignals => !OperatingSystem.IsWindows();

    private static async Task<int> SendAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, $"{process}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return kill.ExitCode;
    }
}
