using System.Diagnostics;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>What a disk, a folder or another process can do to a file that is written: an error, and the old file as it was.</summary>
public sealed class AtomicFileFaultTests
{
    private static readonly Dictionary<string, Tensor> s_large = new() { ["x"] = Tensor.Zeros([100_000]) };

    [TestCase(0)]
    [TestCase(400_000)]
    public void A_full_disk_leaves_the_old_file_and_no_other(int length)
    {
        using TemporaryFolder folder = new();
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", folder.Path) != 0)
        {
            Assert.Ignore("A small disk cannot be mounted here: what happens when it is full was not tried.");
        }

        try
        {
            string path = folder.File("a", "old"u8.ToArray());
            IOException error = Should.Throw<IOException>(() =>
                AtomicFile.Write(path, stream => stream.Write(new byte[400_000]), length: length));
            error.Message.ShouldStartWith($"'{path}' was not written, and what was there before is untouched: ");
            error.HResult.ShouldBe(error.InnerException!.HResult);
            Should.Throw<IOException>(() => SafeTensors.Write(path, s_large));
            File.ReadAllText(path).ShouldBe("old");
            folder.Names.ShouldBe(["a"]);

            // There is room again as if nothing had been tried.
            AtomicFile.Write(path, stream => stream.Write(new byte[100_000]));
        }
        finally
        {
            Run("umount", folder.Path);
        }
    }

    [Test]
    public void A_folder_that_may_not_be_written_to_is_told()
    {
        // Where not even the one who may do everything makes files.
        const string readOnly = "/sys/kernel";
        if (!Directory.Exists(readOnly))
        {
            Assert.Ignore($"There is no {readOnly}: what happens in a folder that is read-only was not tried.");
        }

        Exception error = Should.Throw<Exception>(() => SafeTensors.Write($"{readOnly}/a", s_large));
        (error is UnauthorizedAccessException or IOException).ShouldBeTrue();
        error.Message.ShouldStartWith($"'{readOnly}/a' was not written");
    }

    [Test]
    public void A_file_that_is_read_only_stays()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a", "old"u8.ToArray());
        File.SetAttributes(path, FileAttributes.ReadOnly);
        if ((File.GetAttributes(path) & FileAttributes.ReadOnly) != 0)
        {
            Should.Throw<UnauthorizedAccessException>(() => SafeTensors.Write(path, s_large)).Message
                .ShouldBe($"'{path}' is read-only; nothing was written.");
            File.ReadAllText(path).ShouldBe("old");
        }

        File.SetAttributes(path, FileAttributes.Normal);
        SafeTensors.Write(path, s_large);
        folder.Names.ShouldBe(["a"]);
    }

    [Test]
    public void A_link_and_the_rights_of_a_file_stay()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Links take a right of their own on Windows, and rights are others.");
            return;
        }

        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("real"));
        string real = folder.File("real/a", "old"u8.ToArray()), link = folder.File("link");
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(link, "real/a");
        AtomicFile.Write(link, stream => stream.Write("new"u8));
        File.ReadAllText(real).ShouldBe("new");
        new FileInfo(link).LinkTarget.ShouldBe("real/a");
        File.GetUnixFileMode(real).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        folder.Names.ShouldBe(["link", "real"]);
    }

    [TestCase("/dev/null")]
    [TestCase("/dev/full")]
    public void A_device_is_no_file(string device)
    {
        if (!File.Exists(device))
        {
            Assert.Ignore($"There is no {device}.");
        }

        Should.Throw<IOException>(() => SafeTensors.Write(device, s_large)).Message.ShouldStartWith($"'{device}' is a device");
    }

    [Test]
    public void What_killed_processes_left_is_removed_and_what_is_being_written_is_not()
    {
        using TemporaryFolder folder = new();
        string dead = folder.File(".autograd-dead.tmp", [1]), alive = folder.File(".autograd-alive.tmp", [1]), young =
            folder.File(".autograd-young.tmp", [1]);
        folder.File("other.tmp", [1]);
        using FileStream writer = new(alive, FileMode.Open, FileAccess.Write, FileShare.None);
        foreach (string file in new[] { dead, alive, folder.File("other.tmp") })
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - TimeSpan.FromMinutes(1));
        }

        AtomicFile.RemoveAbandoned(folder.Path);

        folder.Names.ShouldBe([".autograd-alive.tmp", ".autograd-young.tmp", "other.tmp"]);
    }

    [Test]
    public void A_file_that_another_program_cuts_off_after_it_was_opened_is_told_and_changes_nothing()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a");
        SafeTensors.Write(path, s_large);
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        using (FileStream other = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(1000);
        }

        TensorFileException error = Should.Throw<TensorFileException>(() => file.Read("x"));
        error.Offset.ShouldBe(1000);
        error.Message.ShouldEndWith("the file ends here, and was longer when it was opened.");
    }

    [Test]
    public void What_is_no_file_to_read_is_told()
    {
        using TemporaryFolder folder = new();
        Should.Throw<FileNotFoundException>(() => SafeTensors.Read(folder.File("a")));
        Should.Throw<IOException>(() => SafeTensors.Read(folder.Path)).Message.ShouldContain("is a folder");
        Should.Throw<ArgumentException>(() => SafeTensors.Read(""));
        SafeTensorsFile file;
        SafeTensors.Write(folder.File("a"), s_large);
        using (file = SafeTensorsFile.Open(folder.File("a")))
        {
        }

        Should.Throw<ObjectDisposedException>(() => file.Read("x"));
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
