using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Upshot.Instrument.Tests.Runtime;

/// <summary>A server that never stops answering.</summary>
internal sealed class Endless : IAsyncDisposable
{
    private WebApplication _app = null!;

    public Uri Address => new(_app.Urls.First());

    public static async Task<Endless> StartAsync()
    {
        var endless = new Endless();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        endless._app = builder.Build();
        endless._app.Run(async context =>
        {
            var block = new byte[1 << 16];
            Array.Fill(block, (byte)' ');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        await endless._app.StartAsync();
        return endless;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
