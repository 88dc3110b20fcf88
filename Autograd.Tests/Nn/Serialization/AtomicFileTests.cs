using System.Text;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Serialization;

public sealed class AtomicFileTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void A_file_is_written_anew_or_in_the_place_of_another(bool flush)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a");
        AtomicFile.Write(path, stream => stream.Write("old"u8), flush);
        File.ReadAllText(path).ShouldBe("old");
        AtomicFile.Write(path, stream => stream.Write("new"u8), flush, length: 3);
        File.ReadAllText(path).ShouldBe("new");
        folder.Names.ShouldBe(["a"]);
    }

    [Test]
    public void An_error_leaves_the_old_file_and_no_other()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a", "old"u8.ToArray());
        Should.Throw<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device : '.tmp'");
        })).Message.ShouldBe($"'{path}' was not written, and what was there before is untouched: No space left on device : '.tmp'");
        Should.Throw<NotSupportedException>(() => AtomicFile.Write(path, _ => throw new NotSupportedException()));
        File.ReadAllText(path).ShouldBe("old");
        folder.Names.ShouldBe(["a"]);
    }

    [Test]
    public void A_path_that_is_none_of_a_file_is_refused()
    {
        using TemporaryFolder folder = new();
        Should.Throw<IOException>(() => AtomicFile.Write(folder.Path, _ => { })).Message.ShouldContain("is a folder");
        Should.Throw<IOException>(() => AtomicFile.Write(folder.File("a/"), _ => { })).Message.ShouldContain("is a folder");
        Should.Throw<DirectoryNotFoundException>(() => AtomicFile.Write(folder.File("a/b"), _ => { })).Message
            .ShouldContain($"there is no folder '{folder.File("a")}'");
        Should.Throw<ArgumentException>(() => AtomicFile.Write("", _ => { }));
        folder.Names.ShouldBeEmpty();
    }

    [Test]
    public void Who_reads_the_old_file_goes_on_reading_it()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a", "old"u8.ToArray());
        using FileStream reader = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (OperatingSystem.IsWindows())
        {
            Should.Throw<Exception>(() => AtomicFile.Write(path, stream => stream.Write("new"u8)))
                .ShouldBeAssignableTo<SystemException>()!.Message.ShouldContain("untouched");
            return;
        }

        AtomicFile.Write(path, stream => stream.Write("new"u8));
        byte[] bytes = new byte[3];
        reader.ReadExactly(bytes);
        Encoding.UTF8.GetString(bytes).ShouldBe("old");
    }

    [Test]
    public void Whoever_writes_the_same_file_at_the_same_time_leaves_a_whole_one()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a");
        Parallel.For(0, 8, writer =>
        {
            for (int i = 0; i < 10; i++)
            {
                AtomicFile.Write(path, stream => stream.Write([.. Enumerable.Repeat((byte)writer, 1000 * (writer + 1))]), flush: false);
                byte[] read = File.ReadAllBytes(path);
                read.Length.ShouldBe(1000 * (read[0] + 1));
                read.ShouldAllBe(value => value == read[0]);
            }
        });
        folder.Names.ShouldBe(["a"]);
    }
}
