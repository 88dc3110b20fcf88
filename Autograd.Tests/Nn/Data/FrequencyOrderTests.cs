using Autograd.Core;
using Autograd.Nn;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

#pragma warning disable NUnit1027

namespace Autograd.Tests.Nn.Data;

public sealed class FrequencyOrderTests
{
    [Test]
    public void The_most_frequent_class_comes_first_and_ties_go_by_label()
    {
        var order = FrequencyOrder.FromLabels([2L, 4, 2, -100, 0, 4, 2], classCount: 5);
        order.ClassCount.ShouldBe(5);
        order.Labels.ToArray<long>().ShouldBe([2, 4, 0, 1, 3]);
        order.Ranks.ToArray<long>().ShouldBe([2, 3, 0, 4, 1]);
        order.ToRanks(Tensor.From([2L, -100, 3, 0], [2, 2])).ToArray<long>().ShouldBe([0, -100, 4, 2]);
    }

    [Property]
    public bool Labels_come_back(byte[] counts, int[] labels)
    {
        if (counts.Length == 0)
        {
            return true;
        }

        var order = new FrequencyOrder([.. counts.Select(count => (long)count)]);
        Tensor all = Tensor.From([.. labels.Select(label => label % counts.Length < 0 ? -100L : label % counts.Length)]);
        long[] ranked = order.Labels.ToArray<long>();
        return order.ToLabels(order.ToRanks(all)).ElementsEqual(all)
            && ranked.Order().SequenceEqual(Enumerable.Range(0, counts.Length).Select(label => (long)label))
            && ranked.Zip(ranked.Skip(1)).All(pair => (-counts[pair.First], pair.First).CompareTo((-counts[pair.Second], pair.Second)) < 0);
    }

    [Test]
    public void Ranks_bring_columns_into_the_order_of_the_labels()
    {
        var order = new FrequencyOrder([1L, 3, 2]);
        Tensor byRank = Tensor.From([10f, 20, 30], [1, 3]);
        byRank.IndexSelect(-1, order.Ranks).ToArray<float>().ShouldBe([30, 10, 20]);
    }

    [Test]
    public void What_is_wrong_is_told()
    {
        Message(() => new FrequencyOrder([])).ShouldContain("there are no counts");
        Message(() => new FrequencyOrder([1L, -2])).ShouldContain("the count of class 1 is -2; expected 0 or more");
        Message(() => new FrequencyOrder([1L, 2], ignoreIndex: 1)).ShouldContain("the ignored label 1 is one of 2 classes");
        Message(() => FrequencyOrder.FromLabels([0L, 3], classCount: 3))
            .ShouldContain("label 1 is 3; expected 0 to 2, for there are 3 classes");
        var order = new FrequencyOrder([1L, 2]);
        Message(() => order.ToRanks(Tensor.From([-1L]))).ShouldContain("label 0 is -1; expected 0 to 1");
        Message(() => order.ToLabels(Tensor.From([2L]))).ShouldContain("rank 0 is 2; expected 0 to 1");
        Message(() => order.ToLabels(Tensor.From([2f]))).ShouldContain("Int64");
    }

    private static string Message(Func<object> call) => Should.Throw<ArgumentException>(call).Message;
}
