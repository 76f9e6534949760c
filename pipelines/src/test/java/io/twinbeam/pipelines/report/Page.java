package io.twinbeam.pipelines.report;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * A report taken apart: apart from its scripts, which XML would need escaped, it must be
 * well-formed, so an XPath can ask what it shows.
 */
record Page(Document document) {

  private static final Pattern SCRIPT = Pattern.compile("<script>.*?</script>", Pattern.DOTALL);

  static Page parse(String html) throws IOException {
    try {
      return new Page(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(
                  new InputSource(
                      new StringReader(SCRIPT.matcher(html).replaceAll("<script></script>")))));
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("the page must be well-formed", e);
    }
  }

  /** The texts of everything that {@code xpath} finds, in document order. */
  List<String> all(String xpath) {
    try {
      NodeList nodes =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(xpath, document, XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        texts.add(nodes.item(i).getTextContent().trim());
      }
      return texts;
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(xpath, e);
    }
  }

  String one(String xpath) {
    return all(xpath).get(0);
  }
}
