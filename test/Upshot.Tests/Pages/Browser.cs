using Microsoft.Playwright;

namespace Upshot.Tests.Pages;

/// <summary>Debian's Chromium, driven by the driver that comes with the package: nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Found => Array.Find(Places, File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Found is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Found,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            Timeout = 120_000,
        });
    }

    /// <summary>Skips the test where there is no browser.</summary>
    internal Task<Visit> VisitAsync(PageServer server, ColorScheme scheme = ColorScheme.Light, bool scripts = true, int width = 1280) => VisitAsync(server.Address, scheme, scripts, width);

    /// <summary>Skips the test where there is no browser.</summary>
    internal async Task<Visit> VisitAsync(Uri address, ColorScheme scheme = ColorScheme.Light, bool scripts = true, int width = 1280)
    {
        if (_browser is null)
        {
            Assert.Skip("There is no Chromium: apt-get install chromium (test.sh does).");
        }

        var context = await _browser.NewContextAsync(new() { BaseURL = address.ToString(), ColorScheme = scheme, JavaScriptEnabled = scripts, ViewportSize = new() { Width = width, Height = 900 } });
        context.SetDefaultTimeout(60_000);
        return new(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>A tab, and everything it asked for or complained about.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") { Complaints.Add(message.Text); } };
        page.PageError += (_, error) => Complaints.Add(error);
    }

    public IPage Page { get; }

    public List<string> Requests { get; } = [];

    public List<string> Complaints { get; } = [];

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
